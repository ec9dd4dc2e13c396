/* Run while diarie is built: both filters as tables in C, for the machine that builds. */
#include "filter-make.h"

#include <linux/filter.h>
#include <stdio.h>
#include <string.h>

static int
print(const char *name, int (*make)(int fd))
{
	struct sock_filter rule;
	FILE *file = tmpfile();
	int failed;

	if (!file) {
		perror("cannot make the seccomp filters: no temporary file");
		return 1;
	}
	failed = make(fileno(file));
	if (failed) {
		fprintf(stderr, "cannot make the seccomp filter '%s': %s\n", name, strerror(-failed));
		fclose(file);
		return 1;
	}
	rewind(file);
	printf("static const struct sock_filter %s[] = {\n", name);
	while (fread(&rule, sizeof rule, 1, file) == 1)
		printf("\t{0x%02x, %u, %u, 0x%08x},\n", rule.code, rule.jt, rule.jf, rule.k);
	puts("};");
	fclose(file);
	return 0;
}

int
main(void)
{
	puts("/* Written by filter-print; the lists are in filter-make.c. */");
	return print("child_rules", di_filter_make_child) || print("server_rules", di_filter_make_server);
}
