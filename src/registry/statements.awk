# statements.sql → an enum (WHAT=names) or a table of names and texts (WHAT=texts), from each "-- STMT NAME".
function flush() { if (name != "" && WHAT == "texts") print "\t{\"" name "\",\n" text "\t},"; text = "" }
BEGIN {
	print "/* made by statements.awk */"
	print (WHAT == "names" ? "typedef enum {" : "static const struct { const char *name, *text; } di_statements[] = {")
}
/^-- STMT / { flush(); name = $3; if (WHAT == "names") print "\tSTMT_" name ","; next }
/^ *--/ || /^ *$/ { next }
{ gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); text = text "\t\t\"" $0 "\\n\"\n" }
END { flush(); print (WHAT == "names" ? "\tSTMT_COUNT\n} DiStatement;" : "};") }
