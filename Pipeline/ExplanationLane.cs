using System.Collections.Concurrent;
using SegEdge.Explain;
using SegEdge.Pipeline.Compiling;
using SegEdge.Pipeline.Decoding;
using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Tiling;

namespace SegEdge.Pipeline;

/// <summary>What answers questions about flagged frames: a session of its own with one thread, its explainer, and the settings.
/// One thread owns it.</summary>
public sealed class ExplanationLane : IDisposable
{
    private readonly OrtGraphRunner _runner;
    private readonly GradientGraphs _gradients;
    private readonly RegionExplainer _explainer;
    private readonly PicturePreparation _preparation;
    private readonly ExplainOptions _options;
    private readonly float[] _picture;
    private readonly IReadOnlyList<IReadOnlyList<string>> _classes;
    private readonly ConcurrentDictionary<int, SceneMemory> _scenes = []; // by camera
    private readonly TileQuestions? _tiles; // null: a frame is one run

    /// <exception cref="ModelException">As for <see cref="SegmentationModel"/>.</exception>
    /// <exception cref="ExplainException">The settings contradict each other.</exception>
    /// <param name="streaming">Null: every question is answered from its own frame alone.</param>
    public ExplanationLane(ModelPackage package, RuntimeOptions runtime, ExplainOptions options, TimeProvider time, StreamingOptions? streaming = null)
    {
        Streaming = streaming ?? new StreamingOptions { Share = 0 };
        // What was learned of one tile says nothing about the next, to which a region moves with the scene.
        Streams = Streaming.Share > 0 && package.Manifest.Tiling is null;
        // One thread: ONNX Runtime then works on the calling thread, and with it at that thread's priority.
        var alone = runtime with { Threads = 1, Spinning = false };
        _runner = new OrtGraphRunner(package, alone);
        _gradients = new GradientGraphs(package, alone);
        _explainer = new RegionExplainer(_runner, _gradients, package.Sha256, time);
        _preparation = new PicturePreparation(package.Manifest.Input);
        _options = options with { DatasetMean = MiddleOf(package.Manifest.Input) };
        _options.Validate();
        Answer = _options.Method;
        _picture = new float[_runner.Input.Length];
        _classes = [.. package.Manifest.Heads.Select(h => h.Classes.Select(c => c.Name).ToArray())];
        if (package.Manifest.Tiling is not null) _tiles = new TileQuestions(package, alone, _runner, _picture, _classes);
    }

    /// <summary>Options of the live lane.</summary>
    public static ExplainOptions OptionsOf(ExplanationOptions options) => new()
    {
        Method = options.Method,
        Passes = options.Passes,
        Time = TimeSpan.FromMilliseconds(options.Milliseconds),
        Cells = options.Cells is { Length: > 0 } cells ? CellCount.Parse(cells) : null,
        Seed = options.Seed,
        FaithfulnessThreshold = options.FaithfulnessThreshold,
        ContrastThreshold = options.ContrastThreshold,
        // One control: enough to see what chance would have scored on this region.
        RandomDraws = 1,
    };

    /// <summary>How explanations are kept over frames.</summary>
    public StreamingOptions Streaming { get; }

    /// <summary>Whether there is anything to learn between questions: false with a share of 0, and once <see cref="WarmUp"/> found that no head is answered by
    /// coalition gradients.</summary>
    public bool Streams { get; private set; }

    /// <summary>Answers one question about one picture.</summary>
    /// <param name="picture">uint8 BGR at the camera's size.</param>
    /// <param name="ask">Makes the target of what the model says about the picture; gets one reading for each head, whose class map is
    /// taken from <paramref name="segmentation"/> where there is one.</param>
    /// <exception cref="ExplainException">The question does not fit the picture.</exception>
    public ExplanationResult Explain(
        OpenCvSharp.Mat picture, Segmentation? segmentation, Func<IReadOnlyList<HeadReading>, Target> ask,
        IProgress<ExplainProgress>? progress, CancellationToken stopping)
    {
        var (target, content, tile) = Ask(picture, segmentation, ask);
        return _explainer.Explain(_picture, content, target, _options, progress, stopping) with { Tile = tile };
    }

    /// <summary>Answers several questions about one picture; of whole pictures what they have in common is run once, of tiles each is asked of its own.</summary>
    /// <returns>An answer each, in their order.</returns>
    /// <inheritdoc cref="Explain(OpenCvSharp.Mat, Segmentation?, Func{IReadOnlyList{HeadReading}, Target}, IProgress{ExplainProgress}?, CancellationToken)"/>
    public IReadOnlyList<ExplanationResult> Explain(
        OpenCvSharp.Mat picture, IReadOnlyList<Func<IReadOnlyList<HeadReading>, Target>> asks, IProgress<ExplainProgress>? progress, CancellationToken stopping)
    {
        if (_tiles is not null) return [.. asks.Select(ask => Explain(picture, null, ask, progress, stopping))];
        var content = Prepare(picture);
        var heads = _runner.Read(_picture, _classes);
        return _explainer.Explain(_picture, content, [.. asks.Select(ask => ask(heads))], _options, progress, stopping);
    }

    /// <summary>Sees a frame go by, so that what is known can be moved along with the scene. The one call that is for another thread: that of the frames.</summary>
    /// <param name="picture">uint8 BGR at the camera's size; not kept.</param>
    /// <param name="number">Ascending, within a camera.</param>
    /// <param name="camera">Which one, where there are several: each shows another scene.</param>
    public void Watch(OpenCvSharp.Mat picture, long number, int camera = 0)
    {
        if (Streams) SceneOf(camera).Trail.Note(picture, number);
    }

    /// <summary>Answers a question about a track, from what earlier frames left of it and from this one.</summary>
    /// <param name="now">Ascending over all calls about one camera; of a frame that was watched, or what was known is forgotten.</param>
    /// <param name="track">Null: the question is about no track, and nothing is kept of it.</param>
    /// <exception cref="ExplainException">The question does not fit the picture.</exception>
    public ExplanationResult Explain(
        OpenCvSharp.Mat picture, Segmentation segmentation, Func<IReadOnlyList<HeadReading>, Target> ask, FrameTime now, int? track, CancellationToken stopping,
        int camera = 0)
    {
        var (target, content, tile) = Ask(picture, segmentation, ask);
        var kept = KeptOf(target, content, now, track, camera);
        return _explainer.Explain(_picture, content, target, _options, kept, now, null, stopping) with { Tile = tile };
    }

    /// <summary>Learns about a track from a frame that nobody asks about: one more coalition gradient.</summary>
    /// <returns>False when there is nothing to learn with: another method, or too little contrast.</returns>
    /// <exception cref="ExplainException">The region is not there, or the model has no gradient.</exception>
    public bool Learn(
        OpenCvSharp.Mat picture, Segmentation segmentation, Func<IReadOnlyList<HeadReading>, Target> ask, FrameTime now, int track, CancellationToken stopping,
        int camera = 0)
    {
        var (target, content, _) = Ask(picture, segmentation, ask);
        if (KeptOf(target, content, now, track, camera) is not { } kept) return false;
        var budget = new ExplainBudget(_options.Passes, _options.Time, TimeProvider.System, null, stopping);
        return _explainer.Refresh(_picture, content, target, _options, kept, now, Streaming.Gradients, budget);
    }

    private StreamedMap? KeptOf(Target target, PixelRect content, FrameTime now, int? track, int camera)
    {
        if (!Streams) return null;
        var grid = new CellGrid(content, _options.Cells);
        var (trail, kept) = SceneOf(camera);
        if (kept.Tracks.Count == 0) trail.GoTo(now.Number);
        else kept.Advance(trail.Follow(now.Number, grid.Cells), now.Number);
        return track is { } known && _explainer.CanStream(_options.Method, target.OutputIndex, grid.Cells) ? kept.Of(known, target, grid, _options.Seed, now.Number) : null;
    }

    /// <summary>How questions are answered, for the log; what was configured until <see cref="WarmUp"/> knows.</summary>
    public string Answer { get; private set; }

    /// <summary>Opens what a question to any head will need, so that its memory is taken and its problems are known before the first frame. Takes as long
    /// as the compiler does, once a model and machine.</summary>
    /// <exception cref="ExplainException">The method cannot be asked of this model.</exception>
    public void WarmUp()
    {
        var input = _runner.Input;
        var answers = new List<string>();
        for (var h = 0; h < _runner.Outputs.Count; h++)
        {
            var output = _runner.Outputs[h];
            var everywhere = new byte[output.Height * output.Width];
            Array.Fill(everywhere, (byte)1);
            var target = new Target(h, output, _classes[h], 0, null, new RegionMask(everywhere, output.Width, output.Height));
            answers.Add(_explainer.WarmUp(new PixelRect(0, 0, input.Width, input.Height), target, _options));
        }
        Answer = string.Join("; ", answers.Distinct());
        Streams &= answers.Contains(ExplainerSet.Standard);
    }

    /// <summary>Aims at one question about one picture without answering it, for who asks several methods and judges them himself.</summary>
    /// <returns>The region, until the lane's next question; the reference taken; the cells.</returns>
    /// <exception cref="ExplainException">The question does not fit the picture.</exception>
    /// <param name="reference">One of <see cref="ReferenceSet.Names"/>; null: as the options say.</param>
    public (PerturbedRegion Region, string Reference, CellGrid Grid) Aim(
        OpenCvSharp.Mat picture, Func<IReadOnlyList<HeadReading>, Target> ask, CancellationToken stopping, string? reference = null)
    {
        RequireOneRun();
        var (target, content, _) = Ask(picture, null, ask);
        return Aim(target, content, reference is null ? _options : _options with { Reference = reference }, stopping);
    }

    /// <summary>Aims at a question as it was asked before, here or of another network of the same heads: region and reference are taken as they are,
    /// whatever this network says about the picture.</summary>
    /// <param name="reference">One of <see cref="ReferenceSet.Names"/>.</param>
    /// <inheritdoc cref="Aim(OpenCvSharp.Mat, Func{IReadOnlyList{HeadReading}, Target}, CancellationToken, string?)"/>
    public (PerturbedRegion Region, string Reference, CellGrid Grid) Aim(OpenCvSharp.Mat picture, Target target, string reference, CancellationToken stopping)
    {
        RequireOneRun();
        return Aim(target, Prepare(picture), _options with { Reference = reference }, stopping);
    }

    private (PerturbedRegion Region, string Reference, CellGrid Grid) Aim(Target target, PixelRect content, ExplainOptions options, CancellationToken stopping)
    {
        var budget = new ExplainBudget(int.MaxValue, Timeout.InfiniteTimeSpan, TimeProvider.System, null, stopping);
        var (region, taken) = _explainer.Aim(_picture, content, target, options, budget)!.Value;
        return (region, taken, new CellGrid(content, options.Cells));
    }

    private (Target Target, PixelRect Content, PixelRect? Tile) Ask(OpenCvSharp.Mat picture, Segmentation? segmentation, Func<IReadOnlyList<HeadReading>, Target> ask)
    {
        if (_tiles is not null) return _tiles.Ask(picture, segmentation, ask);
        var content = Prepare(picture);
        var target = ask(segmentation is null
            ? _runner.Read(_picture, _classes)
            : [.. _classes.Select((classes, h) => HeadReadings.Of(h, _runner.Outputs[h], classes, segmentation.Heads[h]))]);
        return (target, content, null);
    }

    // A study asks many things of one picture, and holds the answers against each other.
    private void RequireOneRun()
    {
        if (_tiles is not null)
            throw new ExplainException("The manifest has 'tiling': each region would be asked of a tile of its own, and studies compare whole pictures. Give a copy of the model without 'tiling'.");
    }

    private PixelRect Prepare(OpenCvSharp.Mat picture)
    {
        var content = _preparation.Prepare(picture, _picture).Content;
        return new PixelRect(content.X, content.Y, content.Width, content.Height);
    }

    public void Dispose()
    {
        _tiles?.Dispose();
        foreach (var scene in _scenes.Values) scene.Trail.Dispose();
        _preparation.Dispose();
        _gradients.Dispose();
        _runner.Dispose();
    }

    // Made by whichever thread is first: that of the frames, or the lane's own.
    private SceneMemory SceneOf(int camera) => _scenes.GetOrAdd(camera, static (_, streaming) => new SceneMemory(new MotionTrail(), new StreamingCache(streaming)), Streaming);

    // A manifest with a mean has the data set's mean at 0; without one the middle of the grey scale stands for it.
    private static float[] MiddleOf(ModelInput input) =>
        input.Mean.Any(m => m != 0) ? [0, 0, 0] : [.. input.Std.Select(std => (float)(127.5 / std * input.Scale))];

    /// <summary>What is known of one camera's scene: how it moved, and the maps that are kept of its tracks.</summary>
    private sealed record SceneMemory(MotionTrail Trail, StreamingCache Kept);
}
