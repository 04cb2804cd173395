// SPDX-License-Identifier: GPL-2.0
/* Loads the light skeleton, says so, and holds its programs until its input ends. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>
#include "light.lskel.h"

int main(void)
{
	char byte;

	if (!light__open_and_load()) {
		perror("light skeleton");
		return 1;
	}
	puts("ready");
	fflush(stdout);
	return read(0, &byte, 1) < 0;
}
