using System.Security.Cryptography;
using System.Text;

namespace SegEdge.Fleet.Hub;

/// <summary>Messages that could not be read, for a person to look at. One file each, named by its content, so that what comes again takes no more room;
/// bounded, and what finds no room is only counted.</summary>
internal sealed class Quarantine(string folder, int mostFiles)
{
    private int? _files;

    /// <returns>Null where it was kept already or found no room.</returns>
    /// <remarks>The first lines say topic and problem, the rest is the body as it came.</remarks>
    public string? Keep(string topic, string problem, ReadOnlySpan<byte> body)
    {
        try
        {
            Directory.CreateDirectory(folder);
            _files ??= Directory.EnumerateFiles(folder).Count();
            var path = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(topic), 0, .. body])) + ".txt");
            if (_files >= mostFiles || File.Exists(path)) return null;
            File.WriteAllBytes(path, [.. Encoding.UTF8.GetBytes($"{topic}\n{problem.ReplaceLineEndings(" ")}\n\n"), .. body]);
            _files++;
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // a full disk must not keep the others from being archived
        }
    }
}
