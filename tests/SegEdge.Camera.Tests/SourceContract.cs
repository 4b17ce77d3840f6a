using SegEdge.Testing;

namespace SegEdge.Camera.Tests;

/// <summary>What every source of five pictures promises, whatever it reads. A derived class says how to open one and what picture n shows.</summary>
public abstract class SourceContract : IDisposable
{
    protected const int Pictures = 5;

    private static CancellationToken Never => TestContext.Current.CancellationToken;

    protected TemporaryFolder Folder { get; } = new();

    protected abstract PictureSize Expected { get; }

    protected virtual int Count => Pictures;

    protected abstract IFrameSource Open();

    protected abstract void AssertShows(int number, Frame frame);

    [Fact]
    public void Pictures_ComeInOrder_WithoutLoss()
    {
        using var source = Open();
        using var frame = Rent(source);
        for (var number = 0; number < Count; number++)
        {
            Assert.Equal(ReadOutcome.Picture, source.Read(frame, Never));
            Assert.Equal(Expected, frame.Size);
            AssertShows(number, frame);
        }
        Assert.Equal(ReadOutcome.End, source.Read(frame, Never));
    }

    [Fact]
    public void End_StaysTheEnd()
    {
        using var source = Open();
        using var frame = Rent(source);
        for (var i = 0; i < Count; i++) source.Read(frame, Never);
        for (var i = 0; i < 3; i++) Assert.Equal(ReadOutcome.End, source.Read(frame, Never));
    }

    [Fact]
    public void SizeAndLength_AreKnownBeforeTheFirstRead()
    {
        using var source = Open();
        Assert.Equal(Expected, source.Size);
        Assert.Equal(Count, source.Length);
        Assert.Equal(SourceKind.File, source.Kind);
        Assert.NotEmpty(source.Name);
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

    [Fact]
    public void Dispose_IsSafe_BeforeTheEndAndTwice()
    {
        var source = Open();
        using var frame = Rent(source);
        source.Read(frame, Never);
        source.Dispose();
        source.Dispose();
        AssertShows(0, frame); // the caller keeps what was read
    }

    public virtual void Dispose() => Folder.Dispose();

    private static Frame Rent(IFrameSource source) =>
        new FramePool(1, source.Size).TryRent(out var frame) ? frame : throw new InvalidOperationException("an empty pool");
}
