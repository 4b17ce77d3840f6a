namespace SegEdge.Pipeline.Regions;

/// <summary>Counts from 1. One thread uses it.</summary>
internal sealed class TrackNumbers
{
    private int _last;

    public int Next() => ++_last;
}
