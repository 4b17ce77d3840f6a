using SegEdge.Testing;

namespace SegEdge.Camera.Tests;

/// <summary>What every source promises, whatever it reads and whatever happens to it. A derived class says how to open one of some pictures, what
/// picture n shows, and how its kind is damaged or changes its size; where that cannot happen, the plain one must keep the promise all the same.</summary>
public abstract class AnySourceContract : IDisposable
{
    protected const int Pictures = 5;

    protected static CancellationToken Never => TestContext.Current.CancellationToken;

    protected TemporaryFolder Folder { get; } = new();

    protected abstract PictureSize Expected { get; }

    protected virtual int Count => Pictures;

    /// <summary>At least <see cref="Count"/> whole pictures.</summary>
    protected abstract IFrameSource Open();

    /// <summary>Not all of what it reads is a picture.</summary>
    protected virtual IFrameSource OpenDamaged() => Open();

    /// <summary>What it reads changes its size after some pictures.</summary>
    protected virtual IFrameSource OpenMixed() => Open();

    /// <summary>The sizes that <see cref="OpenMixed"/> may show.</summary>
    protected virtual PictureSize[] MixedSizes => [Expected];

    /// <summary>Which picture follows a read that was cancelled before it began.</summary>
    protected virtual int AfterCancelledRead => 0;

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
    }

    [Fact]
    public void Size_IsKnownBeforeTheFirstRead()
    {
        using var source = Open();
        Assert.Equal(Expected, source.Size);
        Assert.NotEmpty(source.Name);
    }

    [Fact]
    public void Dispose_IsSafe_BeforeTheFirstRead_BeforeTheEnd_AndTwice()
    {
        Open().Dispose();
        var source = Open();
        using var frame = Rent(source);
        source.Read(frame, Never);
        source.Dispose();
        source.Dispose();
        AssertShows(0, frame); // the caller keeps what was read
    }

    [Fact]
    public void Damaged_ItGivesWholePicturesOrSaysWhyNot()
    {
        using var source = OpenDamaged();
        using var frame = Rent(source);
        var good = 0;
        for (var reads = 0; reads < Count && source.Read(frame, Never) is not ReadOutcome.End and var outcome; reads++)
            if (outcome == ReadOutcome.Unreadable) Assert.NotEmpty(frame.Fault!);
            else
            {
                good++;
                Assert.Equal(Expected, frame.Size);
            }
        Assert.True(good > 0, "no picture at all");
    }

    [Fact]
    public void ChangingItsSize_TheFrameSaysWhichItIs()
    {
        using var source = OpenMixed();
        using var frame = Rent(source);
        var seen = new HashSet<PictureSize>();
        for (var reads = 0; reads < Count && source.Read(frame, Never) == ReadOutcome.Picture; reads++)
        {
            seen.Add(frame.Size);
            Assert.Equal(frame.Size.Pixels * 3, frame.Pixels.Length);
        }
        Assert.Equal(MixedSizes.ToHashSet(), seen);
    }

    [Fact]
    public void Cancelled_ItGivesNoHalfPicture()
    {
        using var source = Open();
        using var frame = Rent(source);
        try
        {
            Assert.Equal(ReadOutcome.Picture, source.Read(frame, new CancellationToken(canceled: true)));
        }
        catch (OperationCanceledException)
        {
            Assert.Equal(ReadOutcome.Picture, source.Read(frame, Never));
            AssertShows(AfterCancelledRead, frame);
            return;
        }
        AssertShows(0, frame);
    }

    public virtual void Dispose() => Folder.Dispose();

    protected static Frame Rent(IFrameSource source) =>
        new FramePool(1, source.Size).TryRent(out var frame) ? frame : throw new InvalidOperationException("an empty pool");
}
