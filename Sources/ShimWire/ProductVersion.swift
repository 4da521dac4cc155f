/// The release that `distmake version`, `distmaked --version` and the shim name.
public enum ProductVersion {
    public static let text = "0.1.0"
}
