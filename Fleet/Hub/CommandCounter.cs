using System.Globalization;
using SegEdge.Telemetry;

namespace SegEdge.Fleet.Hub;

/// <summary>The counter that rises with every command of a key, also over kills and restarts. Not thread-safe.</summary>
/// <remarks>The file holds a number above all that were given out. It begins at the clock's milliseconds, so that a lost file does no harm either.</remarks>
internal sealed class CommandCounter
{
    private const long Reserved = 10_000;

    private readonly string _path;
    private long _last, _bound;

    /// <exception cref="IOException">The file cannot be read.</exception>
    public CommandCounter(string path, TimeProvider time)
    {
        _path = path;
        var stored = File.Exists(path) && long.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        _last = _bound = Math.Max(stored, time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    /// <exception cref="IOException">The file cannot be written, so a restart could give the number out again.</exception>
    public long Next()
    {
        if (_last == _bound)
        {
            DurableFile.Replace(_path, System.Text.Encoding.ASCII.GetBytes((_bound + Reserved).ToString(CultureInfo.InvariantCulture)));
            _bound += Reserved;
        }

        return ++_last;
    }
}
