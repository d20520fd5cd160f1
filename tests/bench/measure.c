/*
 * SPDX-License-Identifier: ISC
 *
 * measure [-u FILE]... N COMMAND...: runs COMMAND N times, its output thrown
 * away, and prints "WALL CPU RSS STATUS": medians in milliseconds, peak
 * resident KiB (the largest of the process or any one child), the last exit
 * status. Each FILE is removed before every run, unmeasured.
 *
 * With several commands parted by "--" the runs take turns, so that what
 * disturbs the machine disturbs all alike; one line a command.
 */
#include <sys/resource.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define COMMANDS_MAX 12
#define FILES_MAX    8
#define RUNS_MAX     200

struct command {
	char **argv;
	double wall[RUNS_MAX];
	double cpu[RUNS_MAX];
	long rss;
	int status;
};

static double
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static double
milliseconds(struct timeval tv)
{
	return (double)tv.tv_sec * 1e3 + (double)tv.tv_usec / 1e3;
}

static void
run(struct command *command, int i)
{
	struct rusage usage;
	double start = now();
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);

		dup2(null, 0);
		dup2(null, 1);
		dup2(null, 2);
		execvp(command->argv[0], command->argv);
		_exit(127);
	}
	wait4(pid, &status, 0, &usage);
	command->wall[i] = now() - start;
	command->cpu[i] =
	    milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
	if (usage.ru_maxrss > command->rss)
		command->rss = usage.ru_maxrss;
	command->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static int
compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double
median(double *values, int n)
{
	qsort(values, (size_t)n, sizeof(*values), compare);
	return values[n / 2];
}

/* Parts the commands at each "--"; how many there are. */
static int
part(struct command *commands, char **argv)
{
	int count = 0;

	commands[count++].argv = argv;
	for (; *argv != NULL; argv++)
		if (strcmp(*argv, "--") == 0) {
			*argv = NULL;
			if (count == COMMANDS_MAX)
				break;
			commands[count++].argv = argv + 1;
		}
	return count;
}

int
main(int argc, char **argv)
{
	static struct command commands[COMMANDS_MAX];
	const char *files[FILES_MAX];
	int n, count, opt, nfiles = 0;

	while ((opt = getopt(argc, argv, "+u:")) == 'u')
		if (nfiles < FILES_MAX)
			files[nfiles++] = optarg;
	n = optind + 1 < argc ? (int)strtol(argv[optind], NULL, 10) : 0;
	if (opt != -1 || n < 1 || n > RUNS_MAX) {
		fprintf(stderr, "usage: measure [-u FILE]... N COMMAND... "
				"[-- COMMAND...]\n");
		return 2;
	}
	count = part(commands, &argv[optind + 1]);
	for (int i = 0; i < n; i++)
		for (int k = 0; k < count; k++) {
			for (int f = 0; f < nfiles; f++)
				(void)unlink(files[f]);
			run(&commands[k], i);
		}
	for (int k = 0; k < count; k++)
		printf("%.2f %.2f %ld %d\n", median(commands[k].wall, n),
		    median(commands[k].cpu, n), commands[k].rss,
		    commands[k].status);
	return 0;
}
