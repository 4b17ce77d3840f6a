using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Flags;

/// <summary>Decides which frames of a camera matter. Sees every frame in order; one thread owns it.</summary>
public sealed class FlagPolicy
{
    private const int ForgetEveryFrames = 256;

    private readonly ModelManifest _manifest;
    private readonly int _camera;
    private readonly (FlagRuleOptions Options, IFlagRule Rule, Debounce Debounce)[] _rules;
    private readonly List<Finding> _findings = [];
    private long _judged;
    private FlagTrigger _trigger = new();

    /// <exception cref="ModelException">Every rule that cannot be, e.g. because the model has no such class.</exception>
    public FlagPolicy(IReadOnlyList<FlagRuleOptions> rules, ModelManifest manifest)
    {
        var problems = FlagRules.Check(rules, manifest).ToArray();
        if (problems.Length > 0) throw new ModelException(problems);
        _manifest = manifest;
        _rules = [.. rules.Select(r => (r, FlagRules.Create(r, manifest), DebounceOf(r)))];
    }

    private FlagPolicy(FlagPolicy first, int camera)
        : this([.. first._rules.Select(rule => rule.Options)], first._manifest) => (_camera, _trigger) = (camera, first._trigger);

    /// <summary>A rule's name in events.</summary>
    public static string NameOf(FlagRuleOptions rule) => FlagRules.NameOf(rule);

    /// <summary>The bound that a rule's value must pass.</summary>
    public static float ThresholdOf(FlagRuleOptions rule) => rule.Kind switch
    {
        FlagRuleKind.EveryNth => rule.Every,
        FlagRuleKind.Trigger => 1,
        _ => rule.Bound,
    };

    /// <summary>Asks for the next frame of each camera to be flagged. From any thread; needs a rule of kind trigger to have an effect.</summary>
    public void Trigger() => _trigger.Set();

    /// <summary>Whatever is asked of the other from here on, or was and is not answered yet, is asked of this one too.</summary>
    internal void ShareTrigger(FlagPolicy other) => _trigger = other._trigger;

    /// <summary>The same rules for another camera, with a memory of their own: what one camera shows says nothing of what another did before.</summary>
    /// <param name="camera">0 is this one.</param>
    internal FlagPolicy ForCamera(int camera) => camera == _camera ? this : new FlagPolicy(this, camera);

    /// <param name="segmentation">With its regions, tracked.</param>
    internal IReadOnlyList<Flag> Judge(SegmentationSummary summary, Segmentation segmentation, Letterbox letterbox)
    {
        var context = new FlagContext(summary, segmentation, letterbox, _trigger.Take(_camera));
        List<Flag>? flags = null;
        // Not the frame's number: a live camera that is faster than the model leaves holes there, and nothing would ever hold.
        _judged++;
        foreach (var (options, rule, debounce) in _rules)
        {
            _findings.Clear();
            rule.Look(in context, _findings);
            foreach (var finding in _findings)
                if (debounce.LetsThrough(finding.Key, _judged, summary.CapturedUtc))
                    (flags ??= []).Add(new Flag(FlagRules.NameOf(options), options.Kind, options.Severity,
                        finding.Value, finding.Threshold, finding.Class, finding.Track, finding.Question));
            if (_judged % ForgetEveryFrames == 0) debounce.Forget(summary.CapturedUtc);
        }
        return flags ?? (IReadOnlyList<Flag>)[];
    }

    // What happens at one moment only can neither be held nor be repeated.
    private static Debounce DebounceOf(FlagRuleOptions options) =>
        options.Kind is FlagRuleKind.EveryNth or FlagRuleKind.Trigger
            ? new Debounce(1, TimeSpan.Zero)
            : new Debounce(options.HoldFrames, TimeSpan.FromSeconds(options.QuietSeconds),
                // A thing appears once, however long it stays.
                once: options.Kind == FlagRuleKind.Appears);
}
