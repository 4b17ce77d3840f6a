using System.Runtime.InteropServices;
using SegEdge.Pipeline.Flags;
using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Regions;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Flags;

/// <summary>One rule, shown maps drawn by hand, one a frame, a tenth of a second apart.</summary>
internal sealed class RuleRig
{
    private readonly FlagPolicy _policy;
    private readonly Summarizer _summarizer;
    private readonly RegionTracker _tracker = new(new RegionOptions());

    public RuleRig(params FlagRuleOptions[] rules)
    {
        _policy = new FlagPolicy(rules, Manifest);
        _summarizer = new Summarizer(Manifest, "cpu");
    }

    public static ModelManifest Manifest { get; } = TinyOnnx.Logits(16, 8).Manifest;

    public FlagPolicy Policy => _policy;

    /// <summary>Number of the next frame: a test moves it on for frames that the model never saw.</summary>
    public long Next { get; set; }

    public IReadOnlyList<Flag> Show(params string[] rows) => Show(Maps.Draw(rows));

    public IReadOnlyList<Flag> Show(Segmentation maps)
    {
        var extractor = new RegionExtractor(new RegionOptions { MinArea = 0 });
        using var frame = TestFrame.Of(8, 8, (_, _) => (0, 0, 0));
        frame.Stamp(Next, 0, DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(Next * 0.1));
        Next++;
        var letterbox = Maps.Whole(maps);
        extractor.Extract(maps, letterbox);
        _tracker.Follow(frame.Number, CollectionsMarshal.AsSpan(maps.Found));
        return _policy.Judge(_summarizer.Summarize(frame, maps, letterbox, default), maps, letterbox);
    }
}
