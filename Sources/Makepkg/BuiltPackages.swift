public import ByteStrings
import Files

/// The packages that one build left in PKGDEST.
public enum BuiltPackages {
    /// Files `*.pkg.tar*`, signatures left out, that are not older than `start` and whose pkgbase is `base`,
    /// by name.
    ///
    /// A file that cannot be read as a package is no package of ours and left out. The kernel stamps files
    /// with a clock that lags by up to a timer tick, so a tenth of a second is allowed for.
    ///
    /// - Parameter start: when makepkg was started, in time since 1970.
    public static func find(
        in directory: ByteString, base: ByteString, since start: Duration, files: some FileReader
    ) -> [ByteString] {
        files.names(in: directory)
            .filter { $0.contains(".pkg.tar") && !$0.hasSuffix(".sig") }
            .map { directory.appending(path: $0) }
            .filter { path in
                guard let time = FileAttributes(path)?.modified, time >= start - .milliseconds(100) else {
                    return false
                }
                return (try? PackageArchive.information(of: path))?["pkgbase"] == base
            }
    }
}
