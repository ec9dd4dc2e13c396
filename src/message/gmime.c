/* GMime's table of functions, filled once. */
#define DI_GMIME_UNMAPPED
#include "gmime-lib.h"

#include <diarie/base.h>
#include <dlfcn.h>

DiGmime di_gmime;

gboolean
di_gmime_load(void)
{
	void *handle;

	if (di_gmime.loaded)
		return TRUE;
	handle = dlopen(GMIME_SONAME, RTLD_NOW | RTLD_LOCAL);
	if (!handle) {
		di_log(DI_LOG_DEBUG, "cannot load %s: %s", GMIME_SONAME, dlerror());
		return FALSE;
	}
#define FETCH(name) \
	di_gmime.name = (__typeof__(di_gmime.name))dlsym(handle, #name); \
	if (!di_gmime.name) \
		return FALSE;
	DI_GMIME_FUNCTIONS(FETCH)
	di_gmime.loaded = TRUE;
	return TRUE;
}
