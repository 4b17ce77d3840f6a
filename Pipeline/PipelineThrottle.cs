namespace SegEdge.Pipeline;

/// <summary>How much a running pipeline does. Set from any thread; the next frame goes by it.</summary>
public sealed class PipelineThrottle
{
    private volatile string? _explanationsOff;
    private volatile int _oneOf = 1;
    private volatile bool _paused;

    /// <summary>Why flagged frames are not explained now; null while they are. A running explanation ends within its own budget.</summary>
    public string? ExplanationsOff
    {
        get => _explanationsOff;
        set => _explanationsOff = value;
    }

    /// <summary>N: of a live camera every N-th frame is segmented, and the model works at most the N-th part of the time. 1 takes every frame. A file
    /// loses nothing, so it does not look here.</summary>
    public int OneOf
    {
        get => _oneOf;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _oneOf = value;
        }
    }

    /// <summary>A live camera goes on, and no frame of it is segmented.</summary>
    public bool Paused
    {
        get => _paused;
        set => _paused = value;
    }
}
