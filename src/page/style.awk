# style.css → page-style.h: one string
BEGIN { print "/* made by style.awk */"; print "static const char page_style[] =" }
{ gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); print "\t\"" $0 "\\n\"" }
END { print "\t;" }
