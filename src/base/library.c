/* Libraries that most calls of a program do without. Each one that a program is linked with is opened and bound at every start, needed or
 * not: nettle, with its 550 names that are looked up, and zlib cost `diarie status` a twentieth of its time. */
#include <diarie/base.h>

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

/* What the loader does, and its exit status, when a program that is linked with SONAME is started. */
static void
give_up(const char *why)
{
	fprintf(stderr, "%s: %s; install the package that has it\n", g_get_prgname() ? g_get_prgname() : "diarie", why);
	exit(127);
}

void *
di_library_open(const char *soname)
{
	void *handle = dlopen(soname, RTLD_NOW | RTLD_LOCAL);

	if (!handle)
		give_up(dlerror());
	return handle;
}

void *
di_library_find(void *library, const char *name)
{
	void *found = dlsym(library, name);

	if (!found)
		give_up(dlerror());
	return found;
}
