# Leaves out what lies between `# if NAME` and `# end` where NAME is not set, and writes a
# variable where `${NAME}` stands, quoted as YAML quotes.
/^ *# if [A-Z_]+$/ { depth++; if (!left_out && ENVIRON[$3] == "") left_out = depth; next }
/^ *# end$/ { if (left_out == depth) left_out = 0; depth--; next }
left_out || /^ *#/ { next }
{
    written = ""
    rest = $0
    while (match(rest, /\$\{[A-Z_]+\}/)) {
        value = ENVIRON[substr(rest, RSTART + 2, RLENGTH - 3)]
        gsub(/'/, "''", value)
        written = written substr(rest, 1, RSTART - 1) "'" value "'"
        rest = substr(rest, RSTART + RLENGTH)
    }
    print written rest
}
