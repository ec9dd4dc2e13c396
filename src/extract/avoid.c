/* What kills a reader is avoided when the same is asked again: the sound report beside it is read all the same.
 *
 * A child says what it is at before it begins. Who asked hears of its death, and asks once more with that as something to avoid. */
#include "reading.h"

#include <string.h>
#include <unistd.h>

void
di_extract_at(const DiExtractJob *job, guint32 at)
{
	if (lseek(job->parts_fd, 0, SEEK_SET) == 0 && di_fd_write_all(job->parts_fd, &at, sizeof at, NULL))
		(void)!lseek(job->parts_fd, 0, SEEK_SET); /* the parts come in its place */
}

DiFault
di_extract_avoids(const DiExtractJob *job, guint32 at)
{
	for (gsize i = 0; i < job->n_avoided; i++)
		if (job->avoided[i].at == at)
			return (DiFault)job->avoided[i].fault;
	return DI_FAULT_NONE;
}

static DiFormat
format_at(const GPtrArray *parts, guint32 at)
{
	const DiPart *part = at - DI_EXTRACT_AT_PART < parts->len ? parts->pdata[at - DI_EXTRACT_AT_PART] : NULL;
	gsize size = 0;
	const char *bytes = part ? g_bytes_get_data(part->bytes, &size) : NULL;

	return size > 0 ? di_format_sniff(bytes, size) : DI_FORMAT_UNKNOWN;
}

DiFault
di_extract_begin_part(const DiReading *reading, guint index, DiFormat format)
{
	const DiExtractJob *job = reading->job;
	DiFault fault = di_extract_avoids(job, DI_EXTRACT_AT_PART + index);

	for (gsize i = 0; i < job->n_avoided && job->n_avoided > 1 && fault == DI_FAULT_NONE; i++)
		if (job->avoided[i].at >= DI_EXTRACT_AT_PART && format_at(reading->parts, job->avoided[i].at) == format)
			fault = (DiFault)job->avoided[i].fault;
	if (fault == DI_FAULT_NONE)
		di_extract_at(job, DI_EXTRACT_AT_PART + index);
	return fault;
}

GBytes *
di_extract_header_of(GBytes *mail)
{
	gsize size;
	const char *bytes = g_bytes_get_data(mail, &size);
	const char *with_cr = memmem(bytes, size, "\r\n\r\n", 4), *without = memmem(bytes, size, "\n\n", 2);
	gsize end = MIN(with_cr ? (gsize)(with_cr - bytes) + 4 : size, without ? (gsize)(without - bytes) + 2 : size);

	return g_bytes_new_from_bytes(mail, 0, end);
}
