namespace SegEdge.Camera.Tests;

/// <summary>What every source with an end promises beside that: its end, its length, and the same bytes to every reader.</summary>
public abstract class SourceContract : AnySourceContract
{
    [Fact]
    public void End_StaysTheEnd()
    {
        using var source = Open();
        using var frame = Rent(source);
        for (var i = 0; i < Count; i++) Assert.Equal(ReadOutcome.Picture, source.Read(frame, Never));
        for (var i = 0; i < 3; i++) Assert.Equal(ReadOutcome.End, source.Read(frame, Never));
    }

    [Fact]
    public void Length_IsKnownBeforeTheFirstRead()
    {
        using var source = Open();
        Assert.Equal(Count, source.Length);
        Assert.Equal(SourceKind.File, source.Kind);
    }

    [Fact]
    public void TwoReaders_SeeTheSameBytes()
    {
        using IFrameSource first = Open(), second = Open();
        using Frame a = Rent(first), b = Rent(second);
        for (var i = 0; i < Count; i++)
        {
            first.Read(a, Never);
            second.Read(b, Never);
            Assert.True(a.Pixels.SequenceEqual(b.Pixels), $"picture {i} differs");
        }
    }
}
