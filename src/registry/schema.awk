# schema/NNNN-*.sql → schema.h: one string a step, in the order of their numbers. Comments stay: they travel in the database.
BEGIN { print "/* made by schema.awk */"; print "static const char *const schema_steps[] = {" }
FNR == 1 && NR > 1 { print "\t," }
{ gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); print "\t\"" $0 "\\n\"" }
END { print "};" }
