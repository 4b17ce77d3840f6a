using Microsoft.Win32.SafeHandles;
using SegEdge.Camera.Clips;

namespace SegEdge.EdgeHost.Clips;

/// <summary>A clip while it is written. <see cref="ClipRecorder"/> holds the lock over what events change; the file is its thread's alone.</summary>
/// <param name="id">Of the event that it begins with.</param>
/// <param name="from">Arrival of the first packets that it is to hold.</param>
internal sealed class OpenClip(string id, long from) : IDisposable
{
    private SafeFileHandle? _file;
    private RingPlace? _place;
    private long _length;

    public string Id => id;

    public long From => from;

    /// <summary>Arrival of the last packets; moves on with events that share the clip.</summary>
    public long Until { get; set; }

    /// <summary>All that share it.</summary>
    public List<string> Events { get; } = [id];

    /// <summary>How many of them the file beside it names.</summary>
    public int Named { get; set; }

    /// <summary>No further event shares it: it is being finished.</summary>
    public bool Ended { get; set; }

    /// <summary>Somebody wants it gone.</summary>
    public bool Erased { get; set; }

    /// <summary>Anything was written.</summary>
    public bool HasBytes => _length > 0;

    /// <summary>Writes what came since the last call.</summary>
    /// <param name="cut">Why it has to end before its time; null if it does not.</param>
    /// <returns>False once it is complete, or cannot go on.</returns>
    /// <exception cref="IOException">What was written before stays, and ends with a whole packet.</exception>
    public bool Write(PacketRing ring, ClipStore store, long until, Span<byte> buffer, out string? cut)
    {
        cut = null;
        if ((_place ??= ring.Before(from)) is not { } place) return true;
        while (true)
        {
            var state = ring.Read(ref place, until, buffer, out var count);
            _place = place;
            if (state == RingState.Pending) return true;
            if (state == RingState.Lost) cut = "packets were forgotten before they were written: the disk is too slow, or Clips:MemoryBytes too small";
            if (state is RingState.Reached or RingState.Lost) return false;
            if (count == 0) continue;
            if ((cut = store.MakeRoom(id, count)) is not null) return false;
            Append(store.PartOf(id), buffer[..count]);
        }
    }

    /// <summary>All of it is on the disk.</summary>
    /// <exception cref="IOException">It may not be.</exception>
    public void Close()
    {
        if (_file is null) return;
        RandomAccess.FlushToDisk(_file);
        Dispose();
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private void Append(string path, ReadOnlySpan<byte> bytes)
    {
        _file ??= File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.Read | FileShare.Delete);
        try
        {
            RandomAccess.Write(_file, bytes, _length);
            _length += bytes.Length;
        }
        catch (IOException)
        {
            // A part of it may be there.
            RandomAccess.SetLength(_file, _length);
            throw;
        }
    }
}
