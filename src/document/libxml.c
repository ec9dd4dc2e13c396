/* libxml2's table of functions, filled once. */
#define DI_LIBXML_UNMAPPED
#include "libxml.h"

#include <diarie/base.h>
#include <dlfcn.h>

DiLibxml di_libxml;

gboolean
di_libxml_load(void)
{
	void *handle;

	if (di_libxml.loaded)
		return TRUE;
	handle = dlopen(XML_SONAME, RTLD_NOW | RTLD_LOCAL);
	if (!handle) {
		di_log(DI_LOG_DEBUG, "cannot load %s: %s", XML_SONAME, dlerror());
		return FALSE;
	}
#define FETCH(name) \
	di_libxml.name = (__typeof__(di_libxml.name))dlsym(handle, #name); \
	if (!di_libxml.name) \
		return FALSE;
	DI_LIBXML_FUNCTIONS(FETCH)
	di_libxml.free = dlsym(handle, "xmlFree");
	if (!di_libxml.free)
		return FALSE;
	di_libxml.xmlInitParser();
	di_libxml.loaded = TRUE;
	return TRUE;
}
