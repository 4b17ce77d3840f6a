using System.Text;

namespace SegEdge.Telemetry.Rig;

/// <summary>A file that outlives its writer's kill: each line is in the kernel's hands when <see cref="Write"/> returns.</summary>
public sealed class Journal(string path) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public void Write(string line)
    {
        lock (_gate) _file.Write(Encoding.ASCII.GetBytes(line + "\n"));
    }

    /// <summary>All whole lines; a last one that a kill cut short is not told.</summary>
    public static IReadOnlyList<string> Read(string path)
    {
        if (!File.Exists(path)) return [];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file, Encoding.ASCII);
        var lines = reader.ReadToEnd().Split('\n');
        return lines[..^1];
    }

    public void Dispose() => _file.Dispose();
}
