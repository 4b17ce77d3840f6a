using Microsoft.Extensions.Time.Testing;
using SegEdge.Camera.Simulation;

namespace SegEdge.Camera.Tests;

public sealed class SimulationSourceTests
{
    private static readonly SimulationOptions Small = new() { Width = 160, Height = 90, FramesPerSecond = 10 };

    private readonly FakeTimeProvider _time = new();
    private readonly FramePool _pool = new(1, new PictureSize(160, 90));

    [Fact]
    public void File_GivesEveryNumberInOrder_ThenEnds()
    {
        using var source = new SimulatedSource(Small with { Mode = SourceKind.File, FrameCount = 3 }, _time);
        Assert.Equal(3, source.Length);
        for (var number = 0; number < 3; number++)
        {
            Assert.Equal(ReadOutcome.Picture, Read(source));
            Assert.Equal(number, source.SceneFrame);
            _time.Advance(TimeSpan.FromSeconds(1)); // a slow reader misses nothing
        }
        Assert.Equal(ReadOutcome.End, Read(source));
    }

    [Fact]
    public void Live_SkipsWhatASlowReaderMissed()
    {
        using var source = new SimulatedSource(Small, _time);
        Read(source);
        Assert.Equal(0, source.SceneFrame);
        _time.Advance(TimeSpan.FromSeconds(1.25));
        Read(source);
        Assert.Equal(12, source.SceneFrame);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Read(source);
        Assert.Equal(13, source.SceneFrame);
    }

    [Fact]
    public async Task Live_WaitsUntilTheNextPictureIsDue()
    {
        using var source = new SimulatedSource(Small, _time);
        Read(source);
        var next = Task.Run(() => Read(source), TestContext.Current.CancellationToken);
        // Before the reader looks at the clock the step makes it due, while it waits the step wakes it; between the two its wait starts at the new
        // time, and it takes another step. (One step and a loop without an end hung here.)
        var steps = 0;
        for (; !next.IsCompleted; steps++)
        {
            _time.Advance(TimeSpan.FromSeconds(0.1));
            await Task.WhenAny(next, Task.Delay(TimeSpan.FromSeconds(0.2), TestContext.Current.CancellationToken));
        }
        Assert.Equal(ReadOutcome.Picture, await next);
        Assert.InRange(source.SceneFrame, 1, steps);
    }

    [Fact]
    public void Live_Cancelled_EndsTheWait()
    {
        using var source = new SimulatedSource(Small, _time);
        Read(source);
        Assert.ThrowsAny<OperationCanceledException>(() => Read(source, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Truth_IsThatOfTheLastPicture()
    {
        using var source = new SimulatedSource(Small with { Mode = SourceKind.File }, _time);
        using var scene = new FieldScene(Small);
        Assert.True(_pool.TryRent(out var frame));
        using (frame)
            for (var number = 0; number < 2; number++)
            {
                source.Read(frame, TestContext.Current.CancellationToken);
                var picture = Picture.Of(scene, number);
                Assert.True(frame.Pixels.SequenceEqual(picture.Bgr));
                Assert.True(source.Classes.SequenceEqual(picture.Classes));
            }
    }

    private ReadOutcome Read(SimulatedSource source, CancellationToken? stopping = null)
    {
        Assert.True(_pool.TryRent(out var frame));
        using (frame) return source.Read(frame, stopping ?? TestContext.Current.CancellationToken);
    }
}
