/* ole: the OLE2 container ([MS-CFB]), in which Word before 2007 and Outlook write their files. Bytes of strangers: every
 * offset is checked where it is used, and chains that run in circles end. For the rooms that open such files. */
#pragma once

#include <glib.h>

/* A piece of memory with a length; reads outside give 0. */
typedef struct {
	const guint8 *bytes;
	size_t size;
} DiSpan;
guint8 di_span_u8(DiSpan span, size_t at);
guint16 di_span_u16(DiSpan span, size_t at);
guint32 di_span_u32(DiSpan span, size_t at);
DiSpan di_span_part(DiSpan span, size_t at, size_t size); /* cut to what is there */

/* ole.c: storages (folders) and streams (files) are known by the number of their directory entry */

#define DI_OLE_ROOT 0U
#define DI_OLE_NONE 0xffffffffU

typedef struct DiOle DiOle;
/* FILE must live as long. NULL: no such container. */
DiOle *di_ole_open(DiSpan file);
void di_ole_free(DiOle *ole);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiOle, di_ole_free)
GArray *di_ole_children(const DiOle *ole, guint32 storage); /* guint32 in no order; free with g_array_unref */
gboolean di_ole_is_named(const DiOle *ole, guint32 number, const char *name); /* NAME in ASCII, its case counts */
gboolean di_ole_begins(const DiOle *ole, guint32 number, const char *name);   /* its name begins so */
gboolean di_ole_is_storage(const DiOle *ole, guint32 number);
guint32 di_ole_find(const DiOle *ole, guint32 storage, const char *name); /* DI_OLE_NONE: not there */
/* The stream NUMBER put together, at most 64 MiB; NULL: it is none. */
GBytes *di_ole_read(const DiOle *ole, guint32 number);
/* The stream NAME of the root storage; NULL: there is none, or the container is broken. */
GBytes *di_ole_stream(DiSpan file, const char *name);
