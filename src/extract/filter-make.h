/* filter-make.c: the kernel's form of both filters. Nothing of ours but this is known there: it runs before anything is built. */
#pragma once

#include <stdint.h>
#include <stdlib.h>

/* Stands in the child's filter where its own process id belongs: abort() sends itself a signal. */
#define DI_OWN_PID_MARK 0x7d1a21e5U

/* Writes struct sock_filter after struct sock_filter to FD. 0, or a negative errno. */
int di_filter_make_child(int fd);
int di_filter_make_server(int fd);
