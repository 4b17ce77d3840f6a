namespace SegEdge.Telemetry.Tests.Faults;

/// <summary>Harm done to a file of the spool and its write-ahead log.</summary>
internal static class Damage
{
    public static void Do(string damage, string path, Random random)
    {
        switch (damage)
        {
            case SpoolFaults.LogRemoved:
                File.Delete(path + "-wal");
                break;
            case SpoolFaults.Truncated:
                var (file, length) = Target(path, random);
                using (var stream = File.OpenWrite(file)) stream.SetLength(random.NextInt64(length));
                break;
            default:
                Flip(Target(path, random).File, random);
                break;
        }
    }

    // Whichever of the two holds something: the log of a device that was just killed often holds nearly all.
    private static (string File, long Length) Target(string path, Random random)
    {
        var log = new FileInfo(path + "-wal");
        return log is { Exists: true, Length: > 0 } && random.Next(2) == 0 ? (log.FullName, log.Length) : (path, new FileInfo(path).Length);
    }

    private static void Flip(string file, Random random)
    {
        var bytes = File.ReadAllBytes(file);
        for (var i = random.Next(1, 20); i > 0; i--) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        File.WriteAllBytes(file, bytes);
    }
}
