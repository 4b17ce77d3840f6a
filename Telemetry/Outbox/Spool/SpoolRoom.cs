namespace SegEdge.Telemetry;

/// <summary>How much may be stored: a cap, a share of it that only alerts and gaps may use, and what the disk leaves.</summary>
internal sealed class SpoolRoom(string folder, long capBytes)
{
    // What a system needs to go on with a full data partition: logs, an update, our own write-ahead logs.
    private const long KeepFree = 64L << 20;

    private readonly long _reserve = Math.Min(64L << 20, capBytes / 16);
    private long _disk = long.MaxValue;

    public long CapBytes => capBytes;

    /// <summary>Half of the reserve is for alerts, half for gaps; gaps get in beyond it too, since they are what is left of the rest.</summary>
    public long Limit(OutboxPriority priority) =>
        Math.Min(capBytes - (priority <= OutboxPriority.Alert ? _reserve / 2 : _reserve), _disk);

    /// <summary>Asks the disk how much of the cap it really has.</summary>
    /// <param name="held">Bytes stored now.</param>
    /// <param name="freeInFile">Pages that the files hold and do not use.</param>
    public void Look(long held, Func<long> freeInFile)
    {
        var free = FreeOnDisk();
        _disk = free > capBytes + KeepFree ? long.MaxValue : Math.Max(0, held + freeInFile() + free - KeepFree);
    }

    /// <summary>Null when an event of that cost gets in, if everything it may push out goes.</summary>
    public string? WhyNot(long need, OutboxPriority priority, SpoolBooks books, Func<OutboxPriority, long> evictable)
    {
        var room = Limit(priority) - books.Bytes;
        for (var level = OutboxPriority.Blob; level >= priority; level--) room += evictable(level);
        if (need <= room) return null;
        return _disk < capBytes
            ? $"The disk of '{folder}' has room for {_disk} bytes of records, {books.Bytes} are held, nothing less urgent can go, and the event needs {need}. "
                + "Free some of it, or bring the broker back."
            : $"The outbox holds {books.Bytes} of {capBytes} bytes, nothing less urgent can go, and the event needs {need}. "
                + "Bring the broker back or raise the outbox cap.";
    }

    /// <summary>As many of the first blobs as fit beside the event; older blobs go for them, events do not.</summary>
    public OutboxBlob[] Fitting(OutboxBlob[] blobs, long eventCost, SpoolBooks books, Func<OutboxPriority, long> evictable)
    {
        var room = Limit(OutboxPriority.Blob) - books.Bytes - eventCost + evictable(OutboxPriority.Blob);
        var need = 0L;
        return [.. blobs.TakeWhile(blob => (need += blob.Body.Length + OutboxRecord.Overhead) <= room)];
    }

    private long FreeOnDisk()
    {
        try { return new DriveInfo(folder).AvailableFreeSpace; }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException) { return long.MaxValue; } // the cap still holds
    }
}
