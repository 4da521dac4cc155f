import ByteStrings

/// The smallest kernel that boots on x86-64, with two GCC plugins, in a package of the shape that Arch's kernels have
/// (github.com/archlinux/…/linux PKGBUILD): a configuration beside the PKGBUILD, `make olddefconfig` in prepare(),
/// `make all` in build().
///
/// About 500 compiles, of which the plugins are in 436; two minutes on two cores.
enum TinyKernel {
    static let quirk: ByteString = "linux-gcc-plugins"

    /// - Parameters:
    ///   - package: pkgbase.
    ///   - target: what build() makes.
    static func fixture(package: ByteString, target: ByteString = "all") async throws -> PackageFixture {
        let tarball = try Upstream.tarball("linux")
        let fixture = try await PackageFixture(
            recipe(package: package, target: target), files: [("config", configuration)])
        // The name that the recipe has; the compression is told by the contents.
        try await shell(
            "cp \"$1\" \"$2/linux.tar.xz\" && chmod a+r \"$2/linux.tar.xz\"", [tarball, fixture.start])
        return fixture
    }

    static func recipe(package: ByteString, target: ByteString = "all") -> ByteString {
        """
        # Maintainer: A <a@example.invalid>

        pkgbase=\(package)
        pkgname=("$pkgbase")
        pkgver=6.1
        pkgrel=1
        pkgdesc='Linux'
        url='https://www.kernel.org'
        arch=(x86_64)
        license=(GPL-2.0-only)
        makedepends=(
          bc
          cpio
          libelf
          perl
          tar
          xz
        )
        options=(
          !debug
          !strip
        )
        source=(
          linux.tar.xz
          config  # the main kernel config file
        )
        sha256sums=('SKIP'
                    'SKIP')

        export KBUILD_BUILD_HOST=archlinux
        export KBUILD_BUILD_USER=$pkgbase
        export KBUILD_BUILD_TIMESTAMP="$(date -Ru${SOURCE_DATE_EPOCH:+d @$SOURCE_DATE_EPOCH})"

        prepare() {
          cd linux-*/

          echo "Setting version..."
          echo "-$pkgrel" > localversion.10-pkgrel
          echo "${pkgbase#linux}" > localversion.20-pkgname

          echo "Setting config..."
          cp ../config .config
          make olddefconfig
          diff -u ../config .config || :

          make -s kernelrelease > version
          echo "Prepared $pkgbase version $(<version)"
        }

        build() {
          cd linux-*/
          make \(target)
        }

        _package() {
          cd linux-*/
          install -Dm644 .config "$pkgdir/usr/lib/modules/$(<version)/config"
          if [[ -e vmlinux ]]; then
            install -Dm644 "$(make -s image_name)" "$pkgdir/usr/lib/modules/$(<version)/vmlinuz"
          fi
        }

        for _p in "${pkgname[@]}"; do
          eval "package_$_p() { _package; }"
        done

        """
    }

    /// `make tinyconfig`, 64BIT, GCC_PLUGINS, STACKLEAK and LATENT_ENTROPY, by `make savedefconfig` of 6.1: what differs
    /// from the defaults. `make olddefconfig` adds the rest, and forgets what a newer kernel has no more.
    private static let configuration: ByteString = """
        # CONFIG_LOCALVERSION_AUTO is not set
        CONFIG_KERNEL_XZ=y
        # CONFIG_CROSS_MEMORY_ATTACH is not set
        # CONFIG_PREEMPT_DYNAMIC is not set
        CONFIG_CC_OPTIMIZE_FOR_SIZE=y
        # CONFIG_MULTIUSER is not set
        # CONFIG_SGETMASK_SYSCALL is not set
        # CONFIG_SYSFS_SYSCALL is not set
        # CONFIG_FHANDLE is not set
        # CONFIG_POSIX_TIMERS is not set
        # CONFIG_PRINTK is not set
        # CONFIG_BUG is not set
        # CONFIG_PCSPKR_PLATFORM is not set
        # CONFIG_BASE_FULL is not set
        # CONFIG_FUTEX is not set
        # CONFIG_EPOLL is not set
        # CONFIG_SIGNALFD is not set
        # CONFIG_TIMERFD is not set
        # CONFIG_EVENTFD is not set
        # CONFIG_SHMEM is not set
        # CONFIG_AIO is not set
        # CONFIG_IO_URING is not set
        # CONFIG_ADVISE_SYSCALLS is not set
        # CONFIG_MEMBARRIER is not set
        # CONFIG_KALLSYMS is not set
        # CONFIG_RSEQ is not set
        CONFIG_EMBEDDED=y
        # CONFIG_X86_FEATURE_NAMES is not set
        # CONFIG_X86_EXTENDED_PLATFORM is not set
        # CONFIG_SCHED_OMIT_FRAME_POINTER is not set
        # CONFIG_DMI is not set
        # CONFIG_X86_MCE is not set
        # CONFIG_PERF_EVENTS_AMD_UNCORE is not set
        # CONFIG_X86_IOPL_IOPERM is not set
        # CONFIG_MICROCODE is not set
        # CONFIG_MTRR is not set
        # CONFIG_X86_UMIP is not set
        # CONFIG_RELOCATABLE is not set
        # CONFIG_MODIFY_LDT_SYSCALL is not set
        # CONFIG_CPU_MITIGATIONS is not set
        # CONFIG_SUSPEND is not set
        # CONFIG_ACPI is not set
        # CONFIG_VIRTUALIZATION is not set
        # CONFIG_SECCOMP is not set
        # CONFIG_STACKPROTECTOR is not set
        # CONFIG_RANDOMIZE_KSTACK_OFFSET is not set
        CONFIG_GCC_PLUGIN_LATENT_ENTROPY=y
        # CONFIG_BLOCK is not set
        # CONFIG_BINFMT_ELF is not set
        # CONFIG_BINFMT_SCRIPT is not set
        # CONFIG_COREDUMP is not set
        CONFIG_SLOB=y
        # CONFIG_COMPAT_BRK is not set
        # CONFIG_COMPACTION is not set
        # CONFIG_ZONE_DMA is not set
        # CONFIG_VM_EVENT_COUNTERS is not set
        # CONFIG_STANDALONE is not set
        # CONFIG_PREVENT_FIRMWARE_BUILD is not set
        # CONFIG_FW_LOADER is not set
        # CONFIG_ALLOW_DEV_COREDUMP is not set
        # CONFIG_FIRMWARE_MEMMAP is not set
        # CONFIG_INPUT is not set
        # CONFIG_SERIO is not set
        # CONFIG_TTY is not set
        # CONFIG_HW_RANDOM is not set
        # CONFIG_DEVMEM is not set
        # CONFIG_RANDOM_TRUST_CPU is not set
        # CONFIG_RANDOM_TRUST_BOOTLOADER is not set
        # CONFIG_HWMON is not set
        # CONFIG_USB_SUPPORT is not set
        # CONFIG_VIRTIO_MENU is not set
        # CONFIG_VHOST_MENU is not set
        # CONFIG_SURFACE_PLATFORMS is not set
        # CONFIG_X86_PLATFORM_DEVICES is not set
        # CONFIG_IOMMU_SUPPORT is not set
        # CONFIG_FILE_LOCKING is not set
        # CONFIG_DNOTIFY is not set
        # CONFIG_INOTIFY_USER is not set
        # CONFIG_PROC_FS is not set
        # CONFIG_SYSFS is not set
        # CONFIG_MISC_FILESYSTEMS is not set
        CONFIG_GCC_PLUGIN_STACKLEAK=y
        # CONFIG_CRC32 is not set
        # CONFIG_DEBUG_MISC is not set
        CONFIG_FRAME_WARN=1024
        # CONFIG_SECTION_MISMATCH_WARN_ONLY is not set
        # CONFIG_FTRACE is not set
        # CONFIG_X86_VERBOSE_BOOTUP is not set
        # CONFIG_EARLY_PRINTK is not set
        # CONFIG_X86_DEBUG_FPU is not set
        CONFIG_UNWINDER_GUESS=y
        # CONFIG_RUNTIME_TESTING_MENU is not set

        """
}
