# colours.css and a style.css → a header with one string; -v name=page_style
BEGIN { print "/* made by style.awk */"; print "static const char " name "[] =" }
{ gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); print "\t\"" $0 "\\n\"" }
END { print "\t;" }
