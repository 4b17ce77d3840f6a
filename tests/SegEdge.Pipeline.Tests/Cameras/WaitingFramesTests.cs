using Microsoft.Extensions.Time.Testing;

namespace SegEdge.Pipeline.Tests.Cameras;

/// <summary>Whose turn it is, in a world where time is what the test says.</summary>
public sealed class WaitingFramesTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void BusyCameras_ShareTheModelEvenly_HoweverMuchFasterOneIs(int cameras)
    {
        // The first sends at 200 a second, the others at 30; the model does 10.
        double[] rates = [200, .. Enumerable.Repeat(30.0, cameras - 1)];
        var day = Drive(rates, modelMs: 100, seconds: 60);
        Assert.Equal(600, day.Served.Sum(), 1.0);
        Assert.All(day.Served, served => Assert.InRange(served, (600 / cameras) - 1, (600 / cameras) + 1));
    }

    // What it does not use is the others' to share.
    [Fact]
    public void ACameraThatSendsLittle_GetsAllOfItsFrames_AndEachWaitsForTheOneUnderWayAtMost()
    {
        var day = Drive([1, 60, 60, 60], modelMs: 100, seconds: 60);
        Assert.InRange(day.Served[0], 59, 60);
        Assert.True(day.LongestWait[0] <= TimeSpan.FromMilliseconds(101), $"{day.LongestWait[0]}");
        Assert.All(day.Served[1..], served => Assert.InRange(served, 178, 182));
    }

    [Fact]
    public void NoTurn_IsLongerAway_ThanOneFrameOfEachOtherCamera()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var cameras = random.Next(2, 9);
            double[] rates = [.. Enumerable.Range(0, cameras).Select(_ => Math.Exp(random.NextDouble() * 6))]; // 1 to 400 a second
            var day = Drive(rates, modelMs: random.Next(5, 200), seconds: 20);
            Assert.True(day.MostOvertakings < cameras, $"seed {seed}: overtaken {day.MostOvertakings} times by {cameras - 1} others");
            Assert.Equal(day.Put, day.Served.Sum() + day.Replaced + day.Left);
        }
    }

    [Fact]
    public void NeitherPuttingNorTaking_Allocates()
    {
        var frames = new WaitingFrames(2);
        var pool = new FramePool(2, new PictureSize(4, 4));
        Frame a = Rent(pool), b = Rent(pool);
        Once();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) Once();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Once()
        {
            frames.TryReplace(0, a, out _);
            frames.TryReplace(1, b, out _);
            frames.TryTake(out _, out _);
            frames.TryTake(out _, out _);
        }
    }

    [Fact]
    public async Task AFile_WaitsForItsOwnPlace_AndNotForAnothers()
    {
        var frames = new WaitingFrames(2);
        var pool = new FramePool(3, new PictureSize(4, 4));
        Frame a = Rent(pool), b = Rent(pool), c = Rent(pool);
        Assert.True(frames.TryAdd(0, a, CancellationToken.None));
        Assert.True(frames.TryAdd(1, b, CancellationToken.None));
        var second = Task.Run(() => frames.TryAdd(0, c, CancellationToken.None), TestContext.Current.CancellationToken);
        Assert.True(frames.TryTake(out var camera, out var taken));
        Assert.Equal((0, a), (camera, taken));
        Assert.True(await second.WaitAsync(Stages.Count.Patience, TestContext.Current.CancellationToken));
        Assert.True(frames.TryTake(out camera, out taken));
        Assert.Equal((1, b), (camera, taken)); // c is newer than b's last turn
    }

    [Fact]
    public async Task Cancelled_OrClosed_AFileIsReleased_AndItsFrameStaysItsOwn()
    {
        var frames = new WaitingFrames(1);
        var pool = new FramePool(2, new PictureSize(4, 4));
        Frame a = Rent(pool), b = Rent(pool);
        frames.TryAdd(0, a, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        using var waking = stop.Token.Register(frames.Wake);
        var cancelled = Task.Run(() => frames.TryAdd(0, b, stop.Token), CancellationToken.None);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WaitAsync(Stages.Count.Patience, TestContext.Current.CancellationToken));

        var closed = Task.Run(() => frames.TryAdd(0, b, CancellationToken.None), TestContext.Current.CancellationToken);
        Assert.Equal([(0, a)], frames.Close());
        Assert.False(await closed.WaitAsync(Stages.Count.Patience, TestContext.Current.CancellationToken));
        Assert.False(frames.TryReplace(0, b, out _));
        Assert.False(frames.TryTake(out _, out _));
    }

    [Fact]
    public void WhatWaits_IsTakenAlsoAfterTheEndOfItsCamera()
    {
        var frames = new WaitingFrames(2);
        var a = Rent(new FramePool(1, new PictureSize(4, 4)));
        frames.TryReplace(1, a, out _);
        frames.Complete(1);
        frames.Complete(1); // twice is no second camera
        Assert.True(frames.TryTake(out var camera, out _));
        Assert.Equal(1, camera);
        frames.Complete(0);
        Assert.False(frames.TryTake(out _, out _));
    }

    private static Frame Rent(FramePool pool) => pool.TryRent(out var frame) ? frame : throw new InvalidOperationException("an empty pool");

    /// <summary>Live cameras at their rates before a model that takes its time.</summary>
    private Day Drive(double[] rates, double modelMs, int seconds)
    {
        var frames = new WaitingFrames(rates.Length);
        var pool = new FramePool(rates.Length + 1, new PictureSize(4, 4));
        var (start, due) = (_time.GetTimestamp(), rates.Select(r => 1 / r).ToArray());
        var day = new Day(rates.Length);
        while (_time.GetElapsedTime(start).TotalSeconds < seconds)
        {
            Send(_time.GetElapsedTime(start).TotalSeconds);
            if (day.Waiting == 0)
            {
                _time.Advance(TimeSpan.FromSeconds(Math.Max(1e-6, due.Min() - _time.GetElapsedTime(start).TotalSeconds)));
                continue;
            }
            frames.TryTake(out var camera, out var frame);
            day.Take(camera, _time.GetElapsedTime(frame.CapturedAt));
            frame.Dispose();
            _time.Advance(TimeSpan.FromMilliseconds(modelMs));
        }
        return day;

        void Send(double now)
        {
            for (var camera = 0; camera < rates.Length; camera++)
                for (; due[camera] <= now; due[camera] += 1 / rates[camera])
                {
                    pool.TryRent(out var frame);
                    frame.Stamp(0, start + (long)(due[camera] * _time.TimestampFrequency), default);
                    frames.TryReplace(camera, frame, out var replaced);
                    replaced?.Dispose();
                    day.Sent(camera, replaced is not null);
                }
        }
    }

    private sealed class Day(int cameras)
    {
        private readonly bool[] _waits = new bool[cameras];
        private readonly int[] _overtaken = new int[cameras];

        public int[] Served { get; } = new int[cameras];

        public TimeSpan[] LongestWait { get; } = new TimeSpan[cameras];

        public int MostOvertakings { get; private set; }

        public int Put { get; private set; }

        public int Replaced { get; private set; }

        public int Waiting => _waits.Count(w => w);

        public int Left => Waiting;

        public void Sent(int camera, bool replaced)
        {
            Put++;
            if (replaced) Replaced++;
            _waits[camera] = true;
        }

        public void Take(int camera, TimeSpan waited)
        {
            Served[camera]++;
            if (waited > LongestWait[camera]) LongestWait[camera] = waited;
            _waits[camera] = false;
            _overtaken[camera] = 0;
            for (var other = 0; other < cameras; other++)
                if (_waits[other]) MostOvertakings = Math.Max(MostOvertakings, ++_overtaken[other]);
        }
    }
}
