import ByteStrings

/// Stand-ins for makechrootpkg, archbuild and pkgctl build, which Debian does not have, and for the systemd-nspawn below
/// them, which needs root.
///
/// They take devtools' options, keep its order of steps and leave in a copy what it leaves: written from what devtools
/// 1.5 does and holding nothing of its text. In the place of systemd-nspawn stands bwrap, as an ordinary user; where
/// `STANDIN_NSPAWN=1`, systemd-nspawn itself. Not here: locks, btrfs, namcap, checkpkg, mirrors and keys.
enum StandInDevtools {
    static let programs: [(name: ByteString, text: ByteString)] = [
        ("makechrootpkg", makechrootpkg), ("container", container), ("archbuild", archbuild),
        ("pkgctl", pkgctl),
    ]

    /// What makechrootpkg does, in its order.
    static let makechrootpkg: ByteString = #"""
        #!/bin/bash
        shopt -s nullglob
        fail() { printf 'makechrootpkg: %s\n' "$*" >&2; exit 255; }
        toplevel=() working=${SUDO_USER:-$USER} binds=() packages=()
        [[ -n $working && $working != root ]] || working=copy
        clean= update= temporary= runner= keep=
        while getopts 'hcur:I:l:nCTD:d:U:x:t:' letter; do
            case $letter in
            c) clean=1 ;;
            u) update=1 ;;
            T) temporary=1 working+=-$$ ;;
            r) given=$OPTARG ;;
            l) working=$OPTARG ;;
            I) packages+=("$OPTARG") ;;
            U) runner=$OPTARG ;;
            D) binds+=("--bind-ro=$OPTARG") ;;
            d) binds+=("--bind=$OPTARG") ;;
            t) binds+=("--tmpfs=$OPTARG") ;;
            n | C | x) ;;
            *) printf 'usage: makechrootpkg -r chroots\n' >&2; exit 1 ;;
            esac
        done
        shift $((OPTIND - 1))
        [[ -f PKGBUILD || ${#packages[@]} -gt 0 ]] || fail 'no PKGBUILD here'
        runner=${runner:-${SUDO_USER:-$USER}}
        chroots=$(readlink -e "$given") && [[ -d $chroots/root ]] || fail "no chroot in '$given'"
        [[ $working == /* ]] && copy=$working || copy=$chroots/$working
        host=()
        for word; do
            case ${word%%=*} in
            --skip* | --holdver | --ignorearch) host+=("$word") ;;
            --repackage | --noextract) keep=1 ;;
            --*) ;;
            -*R* | -*e*) keep=1 ;;
            esac
        done
        umask 0022
        # What load_makepkg_config leaves: these come from the environment where it has them.
        declare -A kept=()
        for name in PKGDEST SRCDEST SRCPKGDEST LOGDEST PACKAGER; do [[ -v $name ]] && kept[$name]=${!name}; done
        source "${MAKEPKG_CONF:-/etc/makepkg.conf}"
        for name in "${!kept[@]}"; do printf -v "$name" %s "${kept[$name]}"; done
        for name in PKGDEST SRCDEST SRCPKGDEST LOGDEST; do [[ -d ${!name} ]] || printf -v "$name" %s "$PWD"; done

        exec 9>>"$copy.lock"
        flock 9
        if [[ ! -d $copy || -n $clean ]]; then
            rm -rf --one-file-system "$copy"
            cp -a --reflink=auto "$chroots/root" "$copy"
        fi
        container() {
            CONTAINER_ROOT=$copy "${BASH_SOURCE[0]%/*}/container" "$@"
        }
        [[ -z $update ]] || container "${binds[@]}" /opt/pacman -Syuu --noconfirm
        for package in "${packages[@]}"; do
            cp -- "$package" "$copy/root/"
            container "${binds[@]}" /opt/pacman -U --noconfirm -- "/root/${package##*/}" || exit
            rm -- "$copy/root/${package##*/}"
        done
        [[ -f PKGBUILD ]] || exit 0

        as_runner() {
            if ((EUID == 0)); then setpriv --reuid "$runner" --regid "$(id -g "$runner")" --init-groups "$@"; else "$@"; fi
        }
        work=$(mktemp -d)
        chmod 777 "$work"
        as_runner env BUILDDIR="$work" SRCDEST="$SRCDEST" makepkg --config="$copy/etc/makepkg.conf" --verifysource -o \
            "${host[@]}" </dev/null || fail 'the sources cannot be had'
        rm -rf "$work"

        [[ -n $keep ]] || rm -rf "$copy/build"
        uid=$(id -u "$runner") gid=$(id -g "$runner")
        for file in passwd shadow group; do sed -i /^builduser:/d "$copy/etc/$file"; done
        echo "builduser:x:$gid:" >>"$copy/etc/group"
        echo "builduser:x:$uid:$gid:builduser:/build:/bin/bash" >>"$copy/etc/passwd"
        echo 'builduser:!!:1::::::' >>"$copy/etc/shadow"
        install -o "$uid" -g "$gid" -d "$copy"/{build,startdir,pkgdest,srcpkgdest,srcdest,logdest}
        sed -i -e /^NPROC=/d -e /^MAKEFLAGS=/d -e /^PACKAGER=/d "$copy/etc/makepkg.conf"
        for line in BUILDDIR=/build PKGDEST=/pkgdest SRCPKGDEST=/srcpkgdest SRCDEST=/srcdest LOGDEST=/logdest \
            "NPROC=${NPROC@Q}" "MAKEFLAGS=${MAKEFLAGS@Q}" "PACKAGER=${PACKAGER@Q}"; do
            grep -q "^$line" "$copy/etc/makepkg.conf" || echo "$line" >>"$copy/etc/makepkg.conf"
        done
        # A login of builduser: of the environment only this gets in.
        cat >"$copy/chrootbuild" <<END
        #!/bin/bash
        . /etc/profile
        login=(env -i HOME=/build USER=builduser LOGNAME=builduser SHELL=/bin/bash TERM=dumb PATH="\$PATH"
            PACMAN=/opt/pacman)
        login+=(SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH@Q})
        ((EUID != 0)) || login=(setpriv --reuid builduser --regid $gid --init-groups "\${login[@]}")
        "\${login[@]}" /bin/bash -lc 'cd /startdir; makepkg "\$@"' -bash "\$@"
        status=\$?
        ((status == 14)) || exit \$status
        END
        chmod +x "$copy/chrootbuild"

        escaped() { sed 's/:/\\:/g' <<<"$1"; }
        container --bind="$(escaped "$PWD"):/startdir" --bind="$(escaped "$SRCDEST"):/srcdest" --tmpfs=/tmp:nosuid \
            "${binds[@]}" /chrootbuild --syncdeps --noconfirm --log --holdver --skipinteg "$@"
        status=$?
        for file in "$copy"/logdest/*; do mv "$file" "$LOGDEST"; done
        if ((status == 0)); then
            for file in "$copy"/pkgdest/*; do chown "$runner" "$file"; mv "$file" "$PKGDEST"; done
            for file in "$copy"/srcpkgdest/*; do mv "$file" "$SRCPKGDEST"; done
        fi
        if [[ -n $temporary ]]; then
            rm -rf --one-file-system "$copy"
            rm -f "$copy.lock"
        fi
        ((status == 0)) || fail "Build failed, check $copy/build"

        """#

    /// A container of `$CONTAINER_ROOT`: systemd-nspawn's options for mounts, then a command. /usr is the machine's
    /// where the chroot has an empty one, so that a chroot is made in no time.
    static let container: ByteString = #"""
        #!/bin/bash
        if [[ -n $STANDIN_NSPAWN ]]; then
            # No service manager has to run; what arch-nspawn says besides.
            exec systemd-nspawn --quiet --register=no --keep-unit --as-pid2 --console=pipe --timezone=off \
                --resolv-conf=off --directory="$CONTAINER_ROOT" \
                --setenv=PATH=/usr/local/sbin:/usr/local/bin:/usr/bin "$@"
        fi
        mounts=(--bind "$CONTAINER_ROOT" / --proc /proc --dev /dev --tmpfs /run --tmpfs /tmp)
        [[ -e $CONTAINER_ROOT/usr/bin ]] || mounts+=(--ro-bind /usr /usr)
        # SOURCE:TARGET, where \: is a colon in a name.
        split() {
            local text=${1//\\\\/$'\1'} parts
            text=${text//\\:/$'\2'}
            IFS=: read -r from to parts <<<"$text"
            from=${from//$'\2'/:} to=${to:-$from}
            from=${from//$'\1'/\\} to=${to//$'\2'/:}
            to=${to//$'\1'/\\}
        }
        while [[ $1 == --* ]]; do
            split "${1#*=}"
            # bwrap's own choice for a missing parent would be closed to other users.
            [[ -d $CONTAINER_ROOT${to%/*} ]] || mounts+=(--perms 0755 --dir "${to%/*}")
            case ${1%%=*} in
            --bind) mounts+=(--bind "$from" "$to") ;;
            --bind-ro) mounts+=(--ro-bind "$from" "$to") ;;
            --tmpfs) mounts+=(--tmpfs "$from") ;;
            esac
            shift
        done
        # Root keeps the other users; an ordinary user needs a user namespace to mount anything.
        ((EUID == 0)) && mounts+=(--cap-add ALL) || mounts+=(--unshare-user)
        exec bwrap "${mounts[@]}" --unshare-pid --unshare-ipc --die-with-parent --clearenv \
            --setenv PATH /usr/local/sbin:/usr/local/bin:/usr/bin --chdir / -- "$@"

        """#

    /// archbuild without the making of chroots: they are there.
    static let archbuild: ByteString = #"""
        #!/bin/bash
        name=${0##*/} tag=${0##*/}
        tag=${tag%-build}
        chroots=/var/lib/archbuild
        while getopts 'hcr:' letter; do
            case $letter in
            c) ;;
            r) chroots=$OPTARG ;;
            *) printf 'usage: %s -- [makechrootpkg args]\n' "$name" >&2; exit 1 ;;
            esac
        done
        exec "$(dirname "$(readlink -f "$0")")/makechrootpkg" -r "$chroots/$tag" -c -n -C "${@:OPTIND}"

        """#

    /// `pkgctl build` for packages of extra. The chroots' directory is the test's own, which archbuild takes by `-r`
    /// only: a name with a directory in it stands for the installed ones.
    static let pkgctl: ByteString = #"""
        #!/bin/bash
        [[ $1 == build ]] || exit 1
        shift
        options=()
        while [[ $1 == -* ]]; do
            case $1 in
            -c) options+=(-c) ;;
            --nocheck) inner+=(--nocheck) ;;
            --rebuild) rebuild=1 ;;
            -w) worker=$2; shift ;;
            esac
            shift
        done
        for path in "${@:-.}"; do
            pushd "$path" >/dev/null || exit
            [[ -z $rebuild ]] || sed -i 's/^pkgrel=.*/pkgrel=2/' PKGBUILD
            extra-x86_64-build "${options[@]}" -r "$STANDIN_CHROOTS" -- -l "${worker:-me}" -- "${inner[@]}" || exit
            popd >/dev/null
        done

        """#
}
