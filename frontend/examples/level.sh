# The chance that the price is above a level tomorrow, and that it touches it before.
curl --fail-with-body --silent --get https://candor.example/api/v1/levels \
  --data-urlencode horizon=24h --data-urlencode price=61000 |
  jq '{p_close_above, p_touch}'
