namespace SegEdge.Camera.Clips;

/// <summary>The last seconds of what a camera sent, as groups that begin with a key frame. Bounded in time and, whatever comes, in bytes. One thread
/// adds; any reads.</summary>
public sealed class PacketRing
{
    // A result comes later than its frame by inference and queue; until then its past must be here.
    private static readonly TimeSpan ResultsTake = TimeSpan.FromSeconds(3);

    // A clip does not begin with what was before the camera went away.
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _keep;
    private readonly long _capBytes;
    private readonly LinkedList<PictureGroup> _groups = [];
    private readonly Stack<byte[]> _free = [];
    private PictureGroup? _open;
    private long _next;
    private int _blocks;
    private bool _anew = true, _isShort;
    private byte? _unknownType;

    /// <param name="pre">How far back a reader may ask.</param>
    /// <param name="capBytes">Of memory; where it does not suffice the oldest groups go early.</param>
    public PacketRing(TimeSpan pre, long capBytes, TimeProvider time) => (_keep, _capBytes, _time) = (pre + ResultsTake, capBytes, time);

    /// <summary>Its clock; <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long Now => _time.GetTimestamp();

    /// <summary>Memory in use.</summary>
    public long Bytes
    {
        get { lock (_lock) return (long)(_blocks + _free.Count) * PictureGroup.BlockBytes; }
    }

    /// <summary>Groups had to go before their time: the cap is too small for the camera's rate.</summary>
    public bool IsShort
    {
        get { lock (_lock) return _isShort; }
    }

    /// <summary>stream_type of a video that no clip can be made of; null otherwise.</summary>
    public byte? UnknownType
    {
        get { lock (_lock) return _unknownType; }
    }

    /// <summary>Where a clip begins that is to hold what came at <paramref name="time"/>: at the last key frame before that, or the oldest that is here.</summary>
    /// <returns>Null where nothing is here.</returns>
    public RingPlace? Before(long time)
    {
        lock (_lock)
        {
            var group = _groups.Last;
            while (group?.Previous is { } earlier && group.Value.ArrivedAt > time && _time.GetElapsedTime(earlier.Value.LastAt, time) < Outage) group = earlier;
            return group is null ? null : new(group.Value.Number, 0);
        }
    }

    /// <summary>Copies whole access units that came until <paramref name="until"/>, and moves <paramref name="place"/> behind them.</summary>
    /// <param name="into">At least a packet; only whole packets are copied.</param>
    /// <param name="copied">Bytes; 0 where there is nothing yet, nothing more, or nothing left.</param>
    public RingState Read(ref RingPlace place, long until, Span<byte> into, out int copied)
    {
        lock (_lock)
        {
            copied = 0;
            var number = place.Group;
            var node = _groups.First;
            while (node is not null && node.Value.Number < number) node = node.Next;
            if (node is null) return number >= _next ? RingState.Pending : RingState.Lost;
            if (node.Value.Number != number) return RingState.Lost;
            var (end, later) = node.Value.EndBefore(until);
            if (place.Offset < end)
            {
                var bytes = node.Value.Bytes(place.Offset, end);
                copied = Math.Min(bytes.Length, into.Length / TsPacket.Size * TsPacket.Size);
                bytes[..copied].CopyTo(into);
                place = place with { Offset = place.Offset + copied };
                return RingState.More;
            }
            if (later) return RingState.Reached;
            if (node.Value == _open) return RingState.Pending;
            place = new(number + 1, 0);
            return RingState.More;
        }
    }

    internal void Begin(ReadOnlySpan<byte> pat, ReadOnlySpan<byte> pmt, ReadOnlySpan<byte> packet, long arrivedAt)
    {
        lock (_lock)
        {
            _open?.Close(cutOff: false);
            _open = new(_next++, arrivedAt);
            _groups.AddLast(_open);
            _open.MarkUnit(arrivedAt);
            Copy(pat);
            Copy(pmt);
            Span<byte> first = stackalloc byte[TsPacket.Size];
            packet.CopyTo(first);
            if (_anew) TsPacket.MarkDiscontinuity(first);
            _anew = false;
            Copy(first);
            while (_groups.First!.Next is { } second && _time.GetElapsedTime(second.Value.ArrivedAt, arrivedAt) >= _keep)
            {
                Forget();
                _isShort = false;
            }
        }
    }

    internal void AddUnit(ReadOnlySpan<byte> packet, long arrivedAt)
    {
        lock (_lock)
        {
            _open?.MarkUnit(arrivedAt);
            Copy(packet);
        }
    }

    internal void Add(ReadOnlySpan<byte> packet)
    {
        lock (_lock) Copy(packet);
    }

    internal void EndStream()
    {
        lock (_lock)
        {
            _open?.Close(cutOff: true);
            (_open, _anew) = (null, true);
        }
    }

    internal void Refuse(byte type)
    {
        lock (_lock) _unknownType = type;
    }

    // Before the first key frame, and after one that alone was too large, nothing is kept.
    private void Copy(ReadOnlySpan<byte> packet)
    {
        if (_open is null) return;
        if (_open.IsFull && !TryExtend()) return;
        _open.Add(packet);
    }

    private bool TryExtend()
    {
        // What is forgotten leaves its blocks for this.
        while (_free.Count == 0 && (long)(_blocks + 1) * PictureGroup.BlockBytes > _capBytes)
        {
            _isShort = true;
            Forget();
            if (_open is null) return false;
        }
        _open!.Extend(_free.TryPop(out var block) ? block : new byte[PictureGroup.BlockBytes]);
        _blocks++;
        return true;
    }

    private void Forget()
    {
        var oldest = _groups.First!.Value;
        _groups.RemoveFirst();
        _blocks -= oldest.Blocks;
        if (oldest == _open) _open = null;
        // One group's blocks wait for the next group; a burst's are let go.
        while (_free.Count > oldest.Blocks) _free.Pop();
        foreach (var block in oldest.TakeBlocks().Take(oldest.Blocks - _free.Count)) _free.Push(block);
    }
}
