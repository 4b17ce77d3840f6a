namespace SegEdge.Camera.Live;

/// <summary>Programs of the system, found as a shell finds them.</summary>
internal static class Programs
{
    /// <returns>Its path; null where it is not installed.</returns>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <exception cref="CameraException">It is not installed; says which package has it.</exception>
    public static string Require(string name, string package, string where) => Find(name)
        ?? throw new CameraException($"Camera:Source '{where}': the program '{name}' was not found in PATH ({Environment.GetEnvironmentVariable("PATH")}). " +
            $"It reads such a camera; install it: apt-get install {package}");
}
