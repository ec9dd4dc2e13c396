/* Memory of a process that has done its work and waits, for minutes or days.
 *
 * Most of what `diaried` and `diarie-mailbox` held at rest were pages of their libraries' files: names and tables that only the loader
 * reads, and code that only logging in or sending runs. They stay in the system's cache, where they are the first to go when the machine
 * needs room, and come back with the first touch. */
#include <diarie/base.h>

#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

static void
give_up(guintptr from, guintptr to)
{
	if (from < to)
		(void)!madvise((void *)from, to - from, MADV_DONTNEED); /* the kernel's own page (vdso) refuses, and stays */
}

/* Only what nobody can have written to: what is written to is in no file. Parts that lie one after another go in one call, for the call
 * costs more than what it lets go of. */
static int
let_go(struct dl_phdr_info *object, size_t size G_GNUC_UNUSED, void *data)
{
	guintptr page = *(const guintptr *)data, from = 0, to = 0;

	for (int i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &object->dlpi_phdr[i];
		guintptr start = (object->dlpi_addr + part->p_vaddr) & ~(page - 1);

		if (part->p_type != PT_LOAD || part->p_flags & PF_W)
			continue;
		if (start != to) {
			give_up(from, to);
			from = start;
		}
		to = (object->dlpi_addr + part->p_vaddr + part->p_memsz + page - 1) & ~(page - 1);
	}
	give_up(from, to);
	return 0;
}

void
di_memory_rest(void)
{
	guintptr page = (guintptr)sysconf(_SC_PAGESIZE);

	malloc_trim(0);
	dl_iterate_phdr(let_go, &page);
}
