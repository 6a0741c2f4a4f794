"""The Terraform names what the code has, once each, and gives it no more than it needs."""

import re
from collections.abc import Iterator
from importlib import import_module
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Any

import hcl2
import pytest

import main
from infra.local.stack.functions import operations
from infra.local.stack.parts import KEYS, LOCATIONS
from infra.local.stack.ports import REGIONS
from infra.local.stack.process import ROOT
from infra.local.stack.topics import ACK_SECONDS, ATTEMPTS
from shared.edge.operation import CallerKind, Operation
from shared.kernel.clock import DAY
from shared.kernel.log import Event
from shared.parcels.carriers.access import ROWS, names
from shared.parcels.follows.model import Follow
from shared.people.accounts import providers
from shared.people.messages.outgoing import Outgoing
from shared.people.person.bounces import ReportKind
from shared.people.person.keys import PersonKey
from shared.platform.jobs.port import Topic
from shared.privacy.backups import RECOVERABLE
from shared.privacy.describe import Database
from shared.privacy.retention import ends_by_itself
from shared.rights.erasure.model import Erasure
from shared.rights.exports.model import EXPORTS
from shared.rights.inventory import records
from shared.rights.requests.model import ClaimedRequest, RightsRequest, VisitorRequest
from shared.rights.statistics.model import Contribution
from shared.setup.settings import Settings

TERRAFORM = ROOT / "infra" / "terraform"
OF_THE_FRAMEWORK = {"FUNCTION_USE_ASGI", "PYDANTIC_DISABLE_PLUGINS"}
ROUTER_PATHS = re.compile(r"(?:/[a-z0-9._-]+|/\*){1,}")
MOST_PARAMETERS = 5
"""Of a path template of the load balancer."""

ASKING = {
    "deletion_worker": r"deps\.erasure_intake\b|\berase_at_once\(|deps\.fulfilment\b",
    "deliver_message": r"ask_for_export\(|deps\.(fulfilment|accounts|identities|outbox)\b",
    "deliver_news": r"deps\.outbox\b",
    "export_worker": r"ask_for_export\(|deps\.fulfilment\b",
    "refresh_batch": r"deps\.coordinator\b",
}
"""By what of ``shared`` the code of a function has a worker told."""

Block = dict[str, Any]


def _read(name: str) -> Block:
    plain = hcl2.SerializationOptions(
        with_comments=False, explicit_blocks=False, strip_string_quotes=True
    )
    text = (TERRAFORM / name).read_text(encoding="utf-8")
    read: Block = hcl2.loads(text, serialization_options=plain)
    return read


FILES = [_read(path.name) for path in sorted(TERRAFORM.glob("*.tf"))]
LOCALS: Block = {
    name: value for file in FILES for part in file.get("locals", []) for name, value in part.items()
}
FUNCTIONS: dict[str, Block] = LOCALS["functions"]


def _resources(kind: str) -> dict[str, Block]:
    blocks = (block for file in FILES for block in file.get("resource", []) if kind in block)
    return {name: body for block in blocks for name, body in block[kind].items()}


def _one(kind: str) -> Block:
    (body,) = _resources(kind).values()
    return body


def _service(name: str) -> str:
    return name.replace("_", "-")


def _account(name: str) -> str:
    """Return the account's name: Google Cloud wants at least six characters."""
    return f"{name}-function" if len(name) < 6 else _service(name)


def _rule(path: str) -> str:
    """Return the load balancer's rule for a declared path: a parameter is any one segment."""
    return re.sub(r"\{[^}]+\}", "*", path)


def _operations(name: str) -> Iterator[Operation[Any]]:
    return (operation for function, operation in operations() if function == name)


def _environment(name: str, example: Block) -> dict[str, str]:
    """Return what a function is given in a region, with an example's values."""
    function = FUNCTIONS[name]
    edge = LOCALS["edge"] if function["public"] else {}
    given = {**LOCALS["framework"], **LOCALS["place"], **edge, **_settings(function, example)}
    values = {
        '${join(",", var.site_origins)}': ",".join(example["site_origins"]),
        LOCALS["edge"]["REGION_URLS"]: ",".join(
            f"{region}={url}" for region, url in example["region_urls"].items()
        ),
        "${local.platform_audience}": LOCALS["platform_audience"],
        "${google_service_account.scheduler.email}": "scheduler@project.iam.gserviceaccount.com",
        "${google_service_account.pubsub.email}": "pubsub-push@project.iam.gserviceaccount.com",
        "${var.project}-exports": f"{example['project']}-exports",
        **{f"${{var.{key}}}": example[key] for key in ("location", "project", "region")},
    }
    values["${google_storage_bucket.sealed.name}"] = f"{example['project']}-sealed"
    secrets = dict.fromkeys(_secrets(function, example), "a key" * 8)
    return {key: values.get(value, value) for key, value in given.items()} | secrets


def _settings(function: Block, example: Block) -> dict[str, str]:
    """Return the settings of a function alone: the parts that its expression merges."""
    expression = str(function["settings"])
    carriers = {**example["carrier_settings"], "SUPPLIERS_OFF": ""}
    parts = {
        "local.sign_in_settings": {
            **example["message_settings"],
            **example["quick_login_settings"],
            "SUPPLIERS_OFF": "mail,sms",
        },
        "local.message_settings": {**example["message_settings"], "SUPPLIERS_OFF": "mail,sms"},
        "local.archive_settings": LOCALS["archive_settings"],
        "local.link_settings": LOCALS["link_settings"],
        "local.carrier_settings": carriers,
        "local.aggregator_settings": {
            name: value
            for name, value in carriers.items()
            if name == "SUPPLIERS_OFF" or _is_aggregators(name)
        },
        "var.push_settings": example["push_settings"],
        "var.staff_settings": example["staff_settings"],
        "local.of_jobs": LOCALS["of_jobs"],
        "local.news_paces": {
            name: value
            for name, value in example["message_settings"].items()
            if name.endswith("_PER_SECOND")
        },
        "local.of_pushes": LOCALS["of_pushes"],
        "local.stop_links": LOCALS["stop_links"],
        "SANDBOX": {"SANDBOX": "off"},
    }
    assert not set(re.findall(r"local\.\w+", expression)) - set(parts)
    merged = [part for word, part in parts.items() if word in expression]
    return {name: value for part in merged for name, value in part.items()}


def _secrets(function: Block, example: Block) -> list[str]:
    given = {
        "${var.carrier_secrets}": list(example["carrier_secrets"]),
        "${var.message_secrets}": list(example["message_secrets"]),
        "${local.aggregator_secrets}": [
            name for name in example["carrier_secrets"] if _is_aggregators(name)
        ],
    }
    given["${local.news_secrets}"] = [*example["message_secrets"], *example["push_secrets"]]
    given["${local.rights_secrets}"] = [
        *example["message_secrets"],
        *example["inbound_mail_secrets"],
    ]
    return given[function["secrets"]] if function["secrets"] else []


def _is_aggregators(name: str) -> bool:
    return any(name.startswith(f"{prefix}_") for prefix in LOCALS["aggregators"])


def _example(region: str) -> Block:
    return _read(f"examples/{region}.tfvars")


def test_every_function_is_named_once_under_its_own_name() -> None:
    assert sorted(FUNCTIONS) == sorted(main.__all__)
    text = "".join(path.read_text(encoding="utf-8") for path in TERRAFORM.glob("*.tf"))
    for name in main.__all__:
        assert len(re.findall(rf"^    {name} = \{{$", text, re.MULTILINE)) == 1
    function = _one("google_cloudfunctions2_function")
    assert function["for_each"] == "${local.functions}"
    assert function["name"] == '${replace(each.key, "_", "-")}'
    assert function["build_config"][0]["entry_point"] == "${each.key}"


def test_every_function_has_an_account_of_its_own() -> None:
    account = _resources("google_service_account")["function"]
    assert account["for_each"] == "${local.functions}"
    short = '${length(each.key) < 6 ? "${each.key}-function" : replace(each.key, "_", "-")}'
    assert account["account_id"] == short
    service = _one("google_cloudfunctions2_function")["service_config"][0]
    assert service["service_account_email"] == "${google_service_account.function[each.key].email}"
    names = [_account(name) for name in FUNCTIONS]
    others = [
        one["account_id"]
        for name, one in _resources("google_service_account").items()
        if name != "function"
    ]
    assert len({*names, *others}) == len(names) + len(others)
    for name in FUNCTIONS:
        assert re.fullmatch(r"[a-z][a-z0-9-]{4,28}[a-z0-9]", _account(name))
        told = import_module(f"functions.{name}").__doc__ or ""
        assert f"Runs as: ``{_account(name)}@``" in told


def test_no_role_is_given_on_the_whole_project_without_a_condition() -> None:
    for name, member in _resources("google_project_iam_member").items():
        if name == "push":  # in the app's Firebase project: one permission, of one function
            assert member["project"] == "${each.value}"
            continue
        assert "condition" in member or member["role"] == "roles/logging.logWriter", name
    roles = {
        member["role"]
        for kind in (
            "google_project_iam_member",
            "google_kms_crypto_key_iam_member",
            "google_secret_manager_secret_iam_member",
            "google_storage_bucket_iam_member",
            "google_pubsub_topic_iam_member",
            "google_service_account_iam_member",
        )
        for member in _resources(kind).values()
        if "google_service_account.function[" in member["member"]
    }
    assert roles == {
        "${google_project_iam_custom_role.archives[each.key].id}",
        "${google_project_iam_custom_role.push[var.region].id}",
        "roles/cloudkms.cryptoKeyEncrypterDecrypter",
        "roles/datastore.user",
        "roles/iam.serviceAccountTokenCreator",
        "roles/pubsub.publisher",
        "roles/secretmanager.secretAccessor",
        "roles/storage.objectUser",
    }


def test_every_visitors_path_leads_to_its_function_and_no_job_can_be_reached() -> None:
    for name, function in FUNCTIONS.items():
        open_to_people = {
            _rule(one.path) for one in _operations(name) if one.caller is not CallerKind.PLATFORM
        }
        assert sorted(function["paths"]) == sorted(open_to_people), name
        assert function["public"] == bool(open_to_people), name
    rules = [rule for function in FUNCTIONS.values() for rule in function["paths"]]
    assert len(set(rules)) == len(rules)
    assert all(ROUTER_PATHS.fullmatch(rule) for rule in rules)
    assert max(rule.count("*") for rule in rules) <= MOST_PARAMETERS
    router = _resources("google_compute_url_map")["api"]["path_matcher"][0]
    assert not {"path_rule", "route_rules"} & set(router)
    kinds = [
        (rule["for_each"].split("local.")[1].split(" ")[0], *_matched(rule), rule["content"])
        for one in router["dynamic"]
        for rule in [one["route_rules"]]
    ]
    assert [kind[:3] for kind in kinds] == [
        ("fixed_paths", "fixed_paths", "full_path_match"),
        ("path_templates", "path_templates", "path_template_match"),
    ]
    first, later = (_least_priority(content) for *_, content in kinds)
    assert first + len(FUNCTIONS) < later, (
        "a path without a parameter goes before all that have one"
    )
    default = re.search(r'function\["(\w+)"\]', router["default_service"])
    assert default is not None
    assert FUNCTIONS[default[1]]["public"]


def _matched(rule: Block) -> tuple[str, str]:
    """Return which list a rule matches paths of, and how."""
    (one,) = rule["content"][0]["dynamic"]
    match = one["match_rules"]
    (how,) = match["content"][0]
    return match["for_each"].split("local.")[1].split("[")[0], how


def _least_priority(content: list[Block]) -> int:
    found = re.fullmatch(r"\$\{(\d+) \+ route_rules\.key\}", content[0]["priority"])
    assert found is not None
    return int(found[1])


def test_no_two_rules_with_a_parameter_take_the_same_path() -> None:
    """Which of them goes first is by the alphabet of functions, and must decide nothing."""
    rules = [rule for function in FUNCTIONS.values() for rule in function["paths"] if "*" in rule]
    for number, one in enumerate(rules):
        for other in rules[number + 1 :]:
            parts = list(zip_longest(one.split("/"), other.split("/")))
            assert any(a != b and "*" not in {a, b} for a, b in parts), (one, other)


def test_a_parameter_is_one_segment_for_the_load_balancer() -> None:
    assert _rule("/v1/carriers") == "/v1/carriers"
    assert _rule("/v1/people/{id}/unmask") == "/v1/people/*/unmask"


def test_every_scheduled_function_is_called_where_it_listens_and_has_the_time_it_needs() -> None:
    for name, function in FUNCTIONS.items():
        called = {one.path for one in _operations(name) if one.path.startswith("/jobs/")}
        job = function["job"]
        assert called == ({job["path"]} if job else set()), name
        longest = max(one.within.total_seconds() for one in _operations(name))
        assert longest < function["timeout"], name
    schedule = _one("google_cloud_scheduler_job")
    assert schedule["for_each"] == "${local.jobs}"
    assert schedule["paused"] == "${each.value.job.paused}"
    jobs = {name: function["job"] for name, function in FUNCTIONS.items() if function["job"]}
    assert [name for name, job in jobs.items() if job["paused"]] == ["replay_stops", "reseal"]
    assert schedule["attempt_deadline"] == "${each.value.timeout + 30}s"
    assert set(LOCALS["time_zones"]) == set(REGIONS)


def test_jobs_believe_the_scheduler_alone() -> None:
    (target,) = _one("google_cloud_scheduler_job")["http_target"]
    (token,) = target["oidc_token"]
    email = "${google_service_account.scheduler.email}"
    assert token == {"service_account_email": email, "audience": "${local.platform_audience}"}
    for name, function in FUNCTIONS.items():
        settings = _settings(function, _example("eu"))
        if function["job"]:
            assert settings["PLATFORM_ACCOUNTS"] == email, name
            assert settings["PLATFORM_AUDIENCE"] == "${local.platform_audience}", name
        elif name not in LOCALS["topics"]:
            assert not {key for key in settings if key.startswith("PLATFORM_")}, name
    assert LOCALS["platform_audience"] == Settings.model_fields["platform_audience"].default


def test_every_topic_is_pushed_to_the_function_of_its_name_with_pubsubs_own_token() -> None:
    assert set(LOCALS["topics"]) == {str(topic) for topic in Topic}
    push = _resources("google_pubsub_subscription")["push"]
    assert push["for_each"] == "${local.topics}"
    (config,) = push["push_config"]
    uri = "${google_cloudfunctions2_function.function[each.key].service_config[0].uri}"
    assert config["push_endpoint"] == f"{uri}/events/${{each.key}}"
    email = "${google_service_account.pubsub.email}"
    token = {"service_account_email": email, "audience": "${local.platform_audience}"}
    assert config["oidc_token"] == [token]
    for name, function in FUNCTIONS.items():
        received = {one.path for one in _operations(name) if one.path.startswith("/events/")}
        assert received == ({f"/events/{name}"} if name in LOCALS["topics"] else set()), name
        if name in LOCALS["topics"]:
            settings = _settings(function, _example("eu"))
            assert settings["PLATFORM_ACCOUNTS"] == email, name
            assert settings["PLATFORM_AUDIENCE"] == "${local.platform_audience}", name
            assert function["job"] is None, name
            assert function["timeout"] < push["ack_deadline_seconds"] == ACK_SECONDS, name
            assert (
                max(one.within.total_seconds() for one in _operations(name)) < function["timeout"]
            )


def _publishes(path: Path, topic: str) -> bool:
    code = path.read_text(encoding="utf-8")
    asking = f"|{ASKING[topic]}" if topic in ASKING else ""
    return bool(re.search(rf"publish\(\s*Topic\.{topic.upper()}\b{asking}", code))


def test_who_publishes_may_and_nobody_else() -> None:
    for topic, functions in LOCALS["topics"].items():
        naming = {
            path.relative_to(ROOT / "functions").parts[0]
            for path in (ROOT / "functions").rglob("*.py")
            if _publishes(path, topic)
        }
        if any(
            _publishes(path, topic)
            for path in (ROOT / "shared" / "rights" / "retention").glob("*.py")
        ):
            naming.add("anonymise_shard")
        assert naming == set(functions), topic
    publisher = _resources("google_pubsub_topic_iam_member")["publisher"]
    assert (publisher["for_each"], publisher["role"]) == (
        "${local.publishers}",
        "roles/pubsub.publisher",
    )


def test_messages_stay_in_the_region_and_one_that_cannot_be_delivered_is_set_aside() -> None:
    topics = _resources("google_pubsub_topic")
    assert set(topics) == {"topic", "dead"}
    for topic in topics.values():
        (policy,) = topic["message_storage_policy"]
        assert policy == {"allowed_persistence_regions": ["${var.location}"]}
    assert topics["topic"]["name"] == "${var.region}-${each.key}"
    push = _resources("google_pubsub_subscription")["push"]
    (dead,) = push["dead_letter_policy"]
    assert dead["max_delivery_attempts"] == ATTEMPTS
    assert dead["dead_letter_topic"] == "${google_pubsub_topic.dead[each.key].id}"


@pytest.mark.parametrize("name", sorted(main.__all__))
def test_every_variable_is_a_setting(name: str) -> None:
    known = {field.upper() for field in Settings.model_fields} | names() | providers.names()
    for region in REGIONS:
        assert set(_environment(name, _example(region))) - OF_THE_FRAMEWORK <= known


@pytest.mark.parametrize("name", sorted(main.__all__))
def test_the_settings_of_every_function_are_whole_and_accepted_on_google_cloud(name: str) -> None:
    for region in REGIONS:
        example = _example(region)
        settings = Settings.of({**_environment(name, example), "K_SERVICE": _service(name)})
        assert settings.region == example["region"] == region
        assert settings.kms_location == example["location"] == LOCATIONS[region]
        assert settings.trusted_hops == (2 if FUNCTIONS[name]["public"] else 1)
        by_platform = bool(FUNCTIONS[name]["job"]) or name in LOCALS["topics"]
        assert bool(settings.platform_accounts) == by_platform
        assert bool(settings.archive_bucket) == (name in LOCALS["archive_permissions"])
        assert bool(settings.link_account) == (name == "exports")
        if name in {"consents", "deliver_news"}:  # they write links that stop messages
            assert settings.base_url_of(region)


def test_who_sends_news_may_send_to_apps_and_do_nothing_else_in_their_project() -> None:
    role = _resources("google_project_iam_custom_role")["push"]
    assert role["permissions"] == ["cloudmessaging.messages.create"]
    member = _resources("google_project_iam_member")["push"]
    assert role["for_each"] == "${local.firebase}"
    assert member["for_each"] == "${local.pushers}"
    assert 'in ["deliver_news", "send_promotions"]' in str(LOCALS["pushers"])
    assert member["member"] == "${google_service_account.function[each.key].member}"
    told = [name for name, one in FUNCTIONS.items() if "push_settings" in str(one["settings"])]
    assert sorted(told) == ["deliver_news", "profile", "send_promotions"]
    secret = [name for name, one in FUNCTIONS.items() if "news_secrets" in str(one["secrets"])]
    assert sorted(secret) == ["deliver_news", "send_promotions"]


def test_a_carriers_key_is_given_to_who_asks_carriers_alone() -> None:
    given = {name: function["secrets"] for name, function in FUNCTIONS.items()}
    for name in ("tracking", "follows", "refresh_batch"):
        assert given.pop(name) == "${var.carrier_secrets}"
    for name in (
        *("registration", "profile", "policy_notices", "deliver_message"),
        *("exports", "export_worker", "deletion", "anonymise_shard", "anonymise_nightly"),
        "staff",
    ):
        assert given.pop(name) == "${var.message_secrets}"
    assert given.pop("rights") == "${local.rights_secrets}"
    assert given.pop("deliver_news") == given.pop("send_promotions") == "${local.news_secrets}"
    for name in ("carrier_events", "forget_nightly"):
        assert given.pop(name) == "${local.aggregator_secrets}"
    assert not any(given.values())


def test_whatever_can_be_switched_off_is_told_to_who_would_ask_it() -> None:
    switch = '${join(",", var.suppliers_off)}'
    for name in ("carrier_settings", "message_settings"):
        assert f"SUPPLIERS_OFF = {switch[2:-1]}" in str(LOCALS[name]), name
    assert "local.message_settings" in str(LOCALS["sign_in_settings"])


def test_an_aggregators_settings_are_told_from_the_carriers() -> None:
    assert LOCALS["aggregators"] == [row.code.upper() for row in ROWS if row.aggregator]
    assert _is_aggregators("SEVENTEEN_TRACK_API_KEY")
    assert not _is_aggregators("DHL_API_KEY")


def test_the_silence_of_who_looks_at_followed_parcels_is_heard() -> None:
    metric = _resources("google_logging_metric")["wheel_turns"]
    (turn,) = _operations("refresh_waybills")
    assert f'jsonPayload.message="{Event.REQUEST}"' in metric["filter"]
    assert f'jsonPayload.operation="{turn.method} {turn.path}"' in metric["filter"]
    (silent,) = [_resources("google_monitoring_alert_policy")["wheel_silent"]]
    absent = silent["conditions"][0]["condition_absent"][0]
    assert "google_logging_metric.wheel_turns.name" in absent["filter"]
    assert absent["duration"] == "600s"


def test_more_news_that_comes_back_than_relays_put_up_with_is_heard() -> None:
    counted = {one for about in LOCALS["reports"].values() for one in about["outcomes"]}
    assert counted == {str(one) for one in ReportKind}
    metrics = _resources("google_logging_metric")
    assert f'jsonPayload.message="{Event.MAIL_REPORTED}"' in metrics["news_reports"]["filter"]
    sent = metrics["news_mails"]["filter"]
    assert f'jsonPayload.message="{Event.MAIL_SENT}"' in sent
    assert f'service_name="{_service("deliver_news")}"' in sent
    alert = _resources("google_monitoring_alert_policy")["news_comes_back"]
    rate = alert["conditions"][0]["condition_threshold"][0]
    assert "google_logging_metric.news_reports[each.key].name" in rate["filter"]
    assert "google_logging_metric.news_mails.name" in rate["denominator_filter"]


def test_unknown_codes_are_counted_by_carrier() -> None:
    metric = _resources("google_logging_metric")["carrier_codes_unknown"]
    assert f'jsonPayload.message="{Event.CARRIER_CODE_UNKNOWN}"' in metric["filter"]
    assert metric["label_extractors"] == {"supplier": "EXTRACT(jsonPayload.supplier)"}


def test_whoever_must_act_is_alerted_and_alerts_name_what_is_logged() -> None:
    filters = {name: alert["filter"] for name, alert in LOCALS["alerts"].items()}
    named = {name: set(re.findall(r'"([a-z-]+)\\*"', told)) for name, told in filters.items()}
    assert set().union(*named.values()) <= set(Event)
    acting = {Event.MISCONFIGURED, Event.NOT_ADMITTED, Event.QUOTA_EXHAUSTED}
    assert acting <= named["something is set up wrongly"] | named["a quota is used up"]
    general = filters["something broke"]
    assert "severity>=ERROR AND NOT jsonPayload.message=(" in general, "one mail for one fault"
    assert named["something broke"] == acting


def test_every_database_exists_and_functions_reach_only_what_their_data_is_in() -> None:
    assert set(LOCALS["databases"]) == {str(one) for one in Database} - {str(Database.BUCKET)}
    database = _one("google_firestore_database")
    assert database["for_each"] == "${local.databases}"
    assert database["name"] == "${var.region}-${each.key}"
    ending = {str(one.database) for one in records() if ends_by_itself(one)}
    orphans = {str(Database.KEYS)}
    assert set(FUNCTIONS["anonymise_shard"]["databases"]) == ending | orphans
    assert FUNCTIONS["anonymise_nightly"]["databases"] == ["data", "keys"]
    assert FUNCTIONS["anonymise_nightly"]["keys"] == [], "it can open nothing"
    for name in ("tracking", "carrier_events", "forget_nightly"):
        assert FUNCTIONS[name]["databases"] == [str(Database.SHIPMENTS)]
    for name in ("registration", "profile", "consents", "policy_notices", "staff"):
        assert FUNCTIONS[name]["databases"] == ["data", "keys"]
    assert FUNCTIONS["policies"]["databases"] == ["data"], "how far a version was made known"
    assert FUNCTIONS["policies"]["keys"] == [], "it can open nothing"
    assert FUNCTIONS["follows"]["databases"] == ["data", "keys", "shipments"]
    assert not any(FUNCTIONS["reference"][reach] for reach in ("databases", "keys", "secrets"))


def test_recovery_and_backups_are_what_the_privacy_design_says() -> None:
    kept = {
        name: (one["recovery"], one["backup_days"]) for name, one in LOCALS["databases"].items()
    }
    assert kept == {"data": (True, 14), "keys": (True, 7), "shipments": (False, None)}
    for name, (_, days) in kept.items():
        assert RECOVERABLE[Database(name)] / DAY == (days or 0), name


def test_every_collection_of_the_data_map_is_known_with_its_end() -> None:
    stored = [one for one in records() if one.database is not Database.BUCKET]
    told = {name: (one["database"], one["ends"]) for name, one in LOCALS["collections"].items()}
    assert told == {one.collection: (str(one.database), ends_by_itself(one)) for one in stored}
    for one in stored:
        assert ends_by_itself(one) == ("expires" in one.described), one.collection
        assert LOCALS["collections"][one.collection]["dated"] == ("due" in one.described)
        assert LOCALS["collections"][one.collection]["owned"] == ("owner_id" in one.described)


def test_what_ends_is_deleted_by_the_database_too_and_only_what_is_sought_is_indexed() -> None:
    fields = _resources("google_firestore_field")
    epoch = fields.pop("epoch")
    assert (epoch["collection"], epoch["field"]) == (PersonKey.collection, "epoch")
    assert epoch["index_config"] == fields["owner_id"]["index_config"]
    state = fields.pop("state")
    assert (state["collection"], state["field"]) == (Erasure.collection, "state")
    assert state["index_config"] == fields["owner_id"]["index_config"]
    send = fields.pop("send")
    assert (send["collection"], send["field"]) == (Outgoing.collection, "send")
    assert send["index_config"] == fields["owner_id"]["index_config"]
    place = fields.pop("wheel")
    assert (place["collection"], place["field"]) == (Follow.collection, "wheel")
    assert place["index_config"] == fields["owner_id"]["index_config"]
    month = fields.pop("month")
    assert (month["collection"], month["field"]) == (Contribution.collection, "month")
    assert month["index_config"] == fields["owner_id"]["index_config"]
    rights = fields.pop("rights_state")
    waiting = {one.collection for one in (RightsRequest, VisitorRequest, ClaimedRequest)}
    assert set(re.findall(r"[a-z_]+_requests", str(rights["for_each"]))) == waiting
    assert (rights["collection"], rights["field"]) == ("${each.key}", "state")
    mailbox = fields.pop("mailbox")
    from_mailbox = {VisitorRequest.collection, ClaimedRequest.collection}
    assert set(re.findall(r"[a-z_]+_requests", str(mailbox["for_each"]))) == from_mailbox
    assert (mailbox["collection"], mailbox["field"]) == ("${each.key}", "mailbox")
    for one in (rights, mailbox):
        assert one["index_config"] == fields["owner_id"]["index_config"]
    assert set(fields) == {"unindexed", "due", "expires", "owner_id"}
    over = {name: (one["for_each"], one["field"]) for name, one in fields.items()}
    assert over == {
        "unindexed": ("${local.collections}", "*"),
        "due": ("${local.dated}", "due"),
        "expires": ("${local.ending}", "expires"),
        "owner_id": ("${local.owned}", "owner_id"),
    }
    assert LOCALS["owned"].endswith("if collection.owned}}")
    assert LOCALS["ending"].endswith('if collection.ends && name != "follows"}}')
    assert LOCALS["dated"].endswith("if collection.dated}}")
    assert all(one["collection"] == "${each.key}" for one in fields.values())
    assert fields["expires"]["ttl_config"] == [{}]
    assert fields["expires"]["index_config"] == fields["unindexed"]["index_config"] == [{}]
    for sought in ("due", "owner_id"):
        (index,) = fields[sought]["index_config"][0]["indexes"]
        assert index == {"order": "ASCENDING", "query_scope": "COLLECTION"}


def test_what_is_deleted_from_the_bucket_is_gone_and_who_needs_no_bucket_has_none() -> None:
    bucket = _resources("google_storage_bucket")["sealed"]
    assert bucket["soft_delete_policy"] == [{"retention_duration_seconds": 0}]
    assert "versioning" not in bucket
    assert bucket["public_access_prevention"] == "enforced"
    assert bucket["location"] == "${var.location}"
    bucketed = {name for name, one in FUNCTIONS.items() if one["bucket"]}
    assert bucketed == {"profile", "replay_stops", "reseal", "export_worker", "deletion_worker"}
    member = _resources("google_storage_bucket_iam_member")["function"]
    assert member["bucket"] == "${google_storage_bucket.sealed.name}"
    assert "if function.bucket" in member["for_each"]


def test_archives_are_gone_after_their_time_and_few_may_touch_them() -> None:
    bucket = _resources("google_storage_bucket")["archives"]
    assert bucket["soft_delete_policy"] == [{"retention_duration_seconds": 0}]
    assert "versioning" not in bucket
    assert bucket["public_access_prevention"] == "enforced"
    assert bucket["location"] == "${var.location}"
    (rule,) = bucket["lifecycle_rule"]
    assert rule["action"] == [{"type": "Delete"}]
    assert rule["condition"] == [{"age": EXPORTS.period / DAY + 1}]
    assert bucket["encryption"] == [
        {"default_kms_key_name": "${google_kms_crypto_key.archives.id}"}
    ]
    assert LOCALS["archive_permissions"] == {
        "exports": ["storage.objects.get"],
        "export_worker": ["storage.objects.create", "storage.objects.delete"],
        "anonymise_shard": ["storage.objects.delete"],
        "deletion_worker": ["storage.objects.delete", "storage.objects.list"],
        "replay_stops": ["storage.objects.delete", "storage.objects.list"],
    }
    role = _resources("google_project_iam_custom_role")["archives"]
    assert (role["for_each"], role["permissions"]) == (
        "${local.archive_permissions}",
        "${each.value}",
    )
    member = _resources("google_storage_bucket_iam_member")["archives"]
    assert member["role"] == "${google_project_iam_custom_role.archives[each.key].id}"
    assert member["bucket"] == "${google_storage_bucket.archives.name}"


def test_links_are_signed_by_the_functions_own_account_and_nobody_has_its_key() -> None:
    assert "google_service_account_key" not in {
        kind for file in FILES for block in file.get("resource", []) for kind in block
    }
    links = _resources("google_service_account_iam_member")["links"]
    account = '${google_service_account.function["exports"].name}'
    assert links["service_account_id"] == account
    assert links["member"] == account.replace(".name", ".member")
    assert links["role"] == "roles/iam.serviceAccountTokenCreator"
    assert LOCALS["link_settings"] == {
        "LINK_ACCOUNT": "exports@${var.project}.iam.gserviceaccount.com"
    }


def test_the_keys_are_those_that_the_code_names() -> None:
    ring, key = _one("google_kms_key_ring"), _resources("google_kms_crypto_key")["key"]
    assert ring["name"] == "agogopost"
    assert key["for_each"] == "${toset(local.keyrings)}"
    assert LOCALS["keyrings"] == list(KEYS)
    assert key["name"] == "${each.key}"
    assert key["rotation_period"] == f"{90 * 86400}s"
    assert key["lifecycle"] == [{"prevent_destroy": True}]


def test_everything_that_the_functions_need_is_deployed_and_nothing_else() -> None:
    listed = LOCALS["deployed"]
    assert re.findall(r'\["([\w.]+)", "([\w.]+)"\]', listed) == [("main.py", "requirements.txt")]
    patterns = re.findall(r'fileset\(local\.root, "([^"]+)"\)', listed)
    assert patterns == ["functions/**/*.{json,py,toml}", "shared/**/*.{json,py,toml}"]
    for folder in ("functions", "shared"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                read_only = path.name == "building-an-app.md"  # by people, in the repository
                assert path.suffix in {".json", ".py", ".toml"} or read_only, path


def test_logs_stay_in_the_region_without_the_clients_addresses() -> None:
    assert _one("google_logging_project_bucket_config")["location"] == "${var.location}"
    assert _one("google_logging_project_bucket_config")["retention_days"] == 30
    sinks = _resources("google_logging_project_sink")
    assert sinks["default"]["name"] == "_Default"
    assert sinks["default"]["disabled"] is True
    left_out = sinks["region"]["exclusions"][0]["filter"]
    assert "run.googleapis.com/requests" in left_out
    for service in _resources("google_compute_backend_service").values():
        assert service["log_config"] == [{"enable": False}]


def test_the_services_are_sorted_and_named_once() -> None:
    services = re.findall(
        r'"([a-z]+)\.googleapis\.com"', _one("google_project_service")["for_each"]
    )
    assert services
    assert all(one < other for one, other in pairwise(services))


def listed_in_its_test(resource: str) -> list[str]:
    """Return what Terraform's own test, which needs the providers, says there is of a resource."""
    text = (TERRAFORM / "tests" / "regions.tftest.hcl").read_text(encoding="utf-8")
    (found,) = re.findall(rf"keys\({re.escape(resource)}\) == \[([^\]]*)\]", text)
    return re.findall(r'"([^"]+)"', found)


def test_terraforms_own_test_knows_every_function_and_what_it_may() -> None:
    """It cannot be run everywhere: what it lists is held here."""
    all_of_them = "${local.keyrings}"
    of_keys = [
        f"{name}/{key}"
        for name, one in FUNCTIONS.items()
        for key in (LOCALS["keyrings"] if one["keys"] == all_of_them else one["keys"])
    ]
    assert listed_in_its_test("google_kms_crypto_key_iam_member.function") == sorted(of_keys)
    jobs = sorted(name for name, one in FUNCTIONS.items() if one["job"])
    assert listed_in_its_test("google_cloud_scheduler_job.job") == jobs
    telling = [f"{name}/{topic}" for topic, some in LOCALS["topics"].items() for name in some]
    assert listed_in_its_test("google_pubsub_topic_iam_member.publisher") == sorted(telling)
    text = (TERRAFORM / "tests" / "regions.tftest.hcl").read_text(encoding="utf-8")
    topics = re.findall(r"eu-(\w+) = toset\(\[", text)
    assert topics == sorted(LOCALS["topics"])
    shown = dict(
        re.findall(r'^ +([a-z-]+) += "ALLOW_INTERNAL_(AND_GCLB|ONLY)"$', text, re.MULTILINE)
    )
    assert shown == {
        name.replace("_", "-"): "AND_GCLB" if one["public"] else "ONLY"
        for name, one in FUNCTIONS.items()
    }
