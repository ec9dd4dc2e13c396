/* Memory of a process that has done its work and waits, for minutes or days.
 *
 * Most of what `diaried` and `diarie-mailbox` held at rest were pages of their libraries' files: names and tables that only the loader
 * reads, and code that only logging in or sending runs. They stay in the system's cache, where they are the first to go when the machine
 * needs room, and come back with the first touch: 0.2 ms for all that a mail needs. */
#include <diarie/base.h>

#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

/* Only what nobody can have written to: what is written to is in no file. */
static int
let_go(struct dl_phdr_info *object, size_t size G_GNUC_UNUSED, void *data)
{
	guintptr page = *(const guintptr *)data;

	for (int i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &object->dlpi_phdr[i];
		guintptr from = (object->dlpi_addr + part->p_vaddr) & ~(page - 1);
		guintptr to = (object->dlpi_addr + part->p_vaddr + part->p_memsz + page - 1) & ~(page - 1);

		if (part->p_type == PT_LOAD && !(part->p_flags & PF_W))
			(void)!madvise((void *)from, to - from, MADV_DONTNEED); /* the kernel's own page (vdso) refuses, and stays */
	}
	return 0;
}

void
di_memory_rest(void)
{
	guintptr page = (guintptr)sysconf(_SC_PAGESIZE);

	malloc_trim(0);
	dl_iterate_phdr(let_go, &page);
}
