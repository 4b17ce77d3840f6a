using System.Diagnostics;
using Xunit;

namespace SegEdge.Testing;

/// <summary>A file system of a few megabytes, in memory.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Path => _folder.Path;

    private string Filler => _folder.File("filler");

    /// <summary>Skips the running test where it may not mount.</summary>
    public static SmallDisk Mount(int megabytes)
    {
        var disk = new SmallDisk();
        if (Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", disk.Path) is not 0 and var code)
        {
            disk._folder.Dispose();
            Assert.Skip($"A small file system cannot be mounted here (mount ended with {code}); it needs root.");
        }

        return disk;
    }

    /// <summary>Takes every byte that is left.</summary>
    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var piece = new byte[64 << 10]; piece.Length > 0;)
        {
            try { file.Write(piece); }
            catch (IOException) { piece = piece[..(piece.Length / 2)]; } // expected: full for this one, a smaller one may still fit
        }
    }

    public void Clear() => File.Delete(Filler);

    public void Dispose()
    {
        Run("umount", Path);
        _folder.Dispose();
    }

    private static int Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
