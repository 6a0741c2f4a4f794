# What the commands of README's "Try it", and of the page beside this, use: read it into the shell in which they are tried.
#
#     . infra/local/try_it.sh
#
# Reads PORT_BASE, as `make run` does.

EU=http://127.0.0.1:$((${PORT_BASE:-8000} + 80))    # the gateways of two regions
US=http://127.0.0.1:$((${PORT_BASE:-8000} + 81))
SENT=http://127.0.0.1:$((${PORT_BASE:-8000} + 25))  # whatever would have been mailed
CARRIERS=http://127.0.0.1:$((${PORT_BASE:-8000} + 204))  # the carriers' simulators

# pick session.token: print one value of the JSON that comes in.
pick() {
  python3 -c '
import json, sys
value = json.load(sys.stdin)
for key in sys.argv[1].split("."):
    value = value[int(key) if key.isdigit() else key]
print(value)' "$1"
}

# digits_sent_to jane@example.com: print the six digits that somebody was last sent.
digits_sent_to() {
  curl -s "$SENT/codes?to=$1" | pick code
}

# code_for jane@example.com: ask for a code in eu and read it where the stack keeps what it sent. Sets HANDLE and CODE.
code_for() {
  HANDLE=$(curl -s "$EU/v1/sign-in/codes" -H 'Content-Type: application/json' \
    -d '{"email":"'"$1"'","country":"DE"}' | pick handle)
  CODE=$(digits_sent_to "$1")
}

# sign_in jane@example.com: sign in to an account of eu by a fresh code. Sets TOKEN.
# What shows or ends everything of a person needs a sign-in of the last five minutes.
sign_in() {
  code_for "$1"
  TOKEN=$(curl -s "$EU/v1/sessions" -H 'Content-Type: application/json' \
    -d '{"email":"'"$1"'","country":"DE","code":"'"$CODE"'","handle":"'"$HANDLE"'"}' | pick session.token)
}
