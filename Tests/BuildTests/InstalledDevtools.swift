import ByteStrings
import Glibc

/// devtools itself, where somebody has it, and the few programs around it that only Arch Linux has as it needs them.
///
/// `DISTMAKE_TEST_DEVTOOLS` is the prefix of an installation: `make PREFIX=DIR MANS= install` in a checkout of devtools.
enum InstalledDevtools {
    /// `nil` where there is none.
    static var prefix: ByteString? {
        unsafe getenv("DISTMAKE_TEST_DEVTOOLS").map { unsafe ByteString(cString: $0) }
    }

    /// What a chroot must have to be accepted.
    static let completeRoot: ByteString = #"""
        echo v6 >"$1/root/.arch-chroot"
        mkdir -p "$1/cache" "$1"/root/etc/{makepkg.d,pacman.d/gnupg,makepkg.conf.d}
        printf '[options]\nCacheDir = %s/\nArchitecture = auto\n' "$1/cache" >"$1/root/etc/pacman.conf"
        """#

    /// Programs by name; `ROOT` is the chroot.
    static func programs(root: ByteString) -> [(name: ByteString, text: ByteString)] {
        let pacman: ByteString = #"""
            #!/bin/bash
            # That of the chroot, with its own configuration for one that is outside.
            words=()
            while (($#)); do
                case $1 in
                --config) words+=(--config /etc/pacman.conf) && shift ;;
                *) words+=("$1") ;;
                esac
                shift
            done
            exec /usr/sbin/chroot ROOT /usr/bin/${0##*/} "${words[@]}"

            """#
        let ours = ByteString(pacman.string.replacing("ROOT", with: root.string))
        return [
            ("pacman", ours), ("pacman-conf", ours),
            // There are no keys to hand in.
            ("pacman-key", "#!/bin/sh\nexit 1\n"), ("gpg", "#!/bin/sh\nexit 1\n"),
            (
                "systemd-nspawn",
                #"""
                #!/bin/bash
                # No service manager has to run, and no mirror to be there.
                [[ $* != *' pacman -Syuu '* ]] || exit 0
                words=()
                for word; do
                    case $word in
                    --slice=*) ;;
                    --console=autopipe) words+=(--console=pipe) ;;
                    *) words+=("$word") ;;
                    esac
                done
                exec /usr/bin/systemd-nspawn --keep-unit "${words[@]}"

                """#
            ),
            (
                "sudo",
                #"""
                #!/bin/bash
                # sudo's own PATH has no pacman here.
                while [[ $1 == -* ]]; do
                    if [[ $1 == -u ]]; then user=$2 && shift; fi
                    shift
                done
                exec setpriv --reuid "$user" --regid "$(id -g "$user")" --init-groups "$@"

                """#
            ),
        ]
    }
}
