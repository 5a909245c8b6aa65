# Every settled slot as CSV, 10,000 a file; the Link header names the next one.
curl --fail --silent --compressed --remote-name --remote-header-name --dump-header headers.txt \
  'https://candor.example/api/v1/forecasts?horizon=1h&format=csv'
grep --ignore-case '^link:' headers.txt || echo 'That is all of them.'
