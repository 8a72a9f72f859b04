# Sourced by run and test: packages, and a build beside the checkout. Wants $here, the checkout.
# shellcheck shell=sh
: "${here:?set by the script that sources this}"

say() { echo "oxyd: $*" >&2; }
die() {
	say "$*"
	exit 1
}

# setup_packages KIND ...: install what tools/packages lists for these kinds and is missing.
setup_packages() {
	kinds=" $* "
	missing=
	command -v dpkg-query >/dev/null || { say "not a Debian system: the packages of tools/packages are taken to be there"; return 0; }
	while read -r kind package; do
		case $kinds in *" $kind "*) ;; *) continue ;; esac
		case $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || :) in
		*' installed') ;;
		*) missing="$missing $package" ;;
		esac
	done <"$here/tools/packages"
	[ -n "$missing" ] || return 0
	say "installing the Debian packages$missing"
	as_root=
	if [ "$(id -u)" != 0 ]; then
		command -v sudo >/dev/null || die "as root, type: apt-get install$missing"
		as_root=sudo
	fi
	# shellcheck disable=SC2086 # a list of words
	$as_root sh "$here/tools/install.sh" $missing >&2 || die "the packages could not be installed; see above"
}

# Where to build: in the checkout when it is ours to write, else where this user keeps such things; in /tmp for a user
# without a home. A directory of somebody else's is never used: what is built there will be run.
setup_build_dir() {
	name=oxyd-$(id -u)-$(printf %s "$here" | cksum | cut -d' ' -f1)
	set -- "${OXYD_BUILD:-}"
	if [ -z "$1" ]; then
		[ "$(stat -c %u "$here")" = "$(id -u)" ] && [ -w "$here" ] && set -- "$here/build"
		if [ "$(id -u)" = 0 ]; then
			set -- "$@" "/var/cache/oxyd/$name"
		else
			set -- "$@" "${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/$name" "/tmp/$name"
		fi
	fi
	for build in "$@"; do
		[ -n "$build" ] && mkdir -p "$build" 2>/dev/null && [ -w "$build" ] && [ "$(stat -c %u "$build")" = "$(id -u)" ] && return 0
	done
	die "there is nowhere to build; name a directory in OXYD_BUILD"
}

# The checkout's own files, one a line; not what a build inside it made (.gitignore says the same to git).
setup_sources() {
	(cd "$here" && find . \( -name .git -o -path './build*' -o -path ./var -o -name autom4te.cache -o -name .deps -o -name node_modules \) -prune -o \
		-type f ! -name '*.o' ! -name '*.a' ! -name '*.log' ! -name '*.trs' ! -name .dirstamp ! -name '*_test' ! -name '*_bench' \
		! -path './config.*' ! -path ./configure ! -path './configure~' ! -path ./aclocal.m4 ! -path ./stamp-h1 ! -path ./Makefile ! -path ./Makefile.in \
		! -path './m4/*' ! -path ./oxyd ! -path './src/db/queries.[ch]' ! -path './src/db/migrations.[ch]' ! -path ./src/api/web.c ! -path ./src/simulate/page.c ! -path ./tests/db/fixture.h ! -name '*~' -print |
		LC_ALL=C sort)
	echo ./configure.ac
}

# setup_build NAME [CONFIGURE-OPTION ...]: bring $build/NAME up to date; sets $tree. The checkout is only read: a
# copy is kept, with the files' times, so that make does only what changed.
setup_build() {
	tree=$build/$1
	log=$build/$1.log
	shift
	mkdir -p "$tree/m4" || die "cannot write $build; name another directory in OXYD_BUILD"
	setup_sources | LC_ALL=C sort -u >"$build/files.new"
	if [ -f "$tree.files" ]; then
		LC_ALL=C comm -23 "$tree.files" "$build/files.new" | while read -r gone; do rm -f "$tree/$gone"; done
	fi
	tar -C "$here" -cf - -T "$build/files.new" | tar -C "$tree" --no-same-owner -xf - || die "cannot copy the sources to $tree"
	mv "$build/files.new" "$tree.files"
	if ! setup_make "$@" >"$log" 2>&1 </dev/null; then
		tail -n 30 "$log" >&2
		die "the build failed; all of its output is in $log"
	fi
}

setup_make() (
	cd "$tree" || exit 1
	if [ ! -f Makefile ] || [ "$*" != "$(cat .options 2>/dev/null)" ]; then
		[ -f configure ] || autoreconf -fi || exit 1
		./configure -q "$@" || exit 1
		echo "$*" >.options
	fi
	make -j"$(nproc)"
)
