/* libqpdf's table of functions, filled once. */
#include "libqpdf.h"

#include <diarie/base.h>
#include <dlfcn.h>

DiLibqpdf di_libqpdf;

gboolean
di_libqpdf_load(void)
{
	void *handle;

	if (di_libqpdf.loaded)
		return TRUE;
	handle = dlopen(QPDF_SONAME, RTLD_NOW | RTLD_LOCAL);
	if (!handle) {
		di_log(DI_LOG_DEBUG, "cannot load %s: %s", QPDF_SONAME, dlerror());
		return FALSE;
	}
#define FETCH(name) \
	di_libqpdf.name = (__typeof__(di_libqpdf.name))dlsym(handle, #name); \
	if (!di_libqpdf.name) \
		return FALSE;
	DI_LIBQPDF_FUNCTIONS(FETCH)
	di_libqpdf.loaded = TRUE;
	return TRUE;
}
