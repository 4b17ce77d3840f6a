using SegEdge.Pipeline.Compiling;
using SegEdge.Pipeline.Decoding;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline;

/// <summary>A network with its input and outputs bound, as its file has it or as the compiler made it. One thread owns it.</summary>
internal sealed class BoundNetwork : IDisposable
{
    private readonly BoundSession _session;
    private readonly Func<IReadOnlyList<IHeadReader>> _bind;
    private IReadOnlyList<IHeadReader>? _others; // of the second set of outputs, once it was asked for

    private BoundNetwork(BoundSession session, float[]? floats, Func<IReadOnlyList<IHeadReader>> bind) => (_session, Floats, _bind, Heads) = (session, floats, bind, bind());

    /// <summary>The file that runs.</summary>
    public string GraphPath => _session.GraphPath;

    /// <summary>The picture, normalised, in the manifest's layout; null where the graph reads pixels.</summary>
    public float[]? Floats { get; }

    /// <summary>In the manifest's order, of the first set of outputs; valid until the next run that fills it.</summary>
    public IReadOnlyList<IHeadReader> Heads { get; }

    /// <summary>Float picture in, scores out.</summary>
    /// <param name="ofFrames">False: of explanations, for which there are no engines.</param>
    /// <exception cref="ModelException">Every disagreement between manifest and file; or it does not run.</exception>
    public static BoundNetwork AsItIs(ModelPackage package, RuntimeOptions options, bool ofFrames = true) => Bind(new BoundSession(package.ModelPath, options, ofFrames ? package : null), session =>
    {
        var problems = ManifestCheck.Compare(package.Manifest, session.Signature);
        if (problems.Count > 0) throw new ModelException([.. problems.Select(p => $"{package.ModelPath}: {p}")]);
        return new BoundNetwork(session, BindFloats(session, package.Manifest.Input), () => Scores(session, package.Manifest));
    });

    /// <summary>Float picture in, the scores of one head out: what only the other heads need does not run.</summary>
    /// <exception cref="ModelException">It cannot be compiled, opened or run.</exception>
    public static BoundNetwork OneHead(ModelPackage package, int head, RuntimeOptions options)
    {
        var (manifest, graph) = (package.Manifest, new ModelCompiler(package, options.Compiled, options.Provider).Score(head));
        return Bind(new BoundSession(graph.Path, options), session =>
        {
            var floats = BindFloats(session, manifest.Input);
            return new BoundNetwork(session, floats, () => ScoredHeads.Bind(session, manifest, head));
        });
    }

    /// <summary>Some of the work around the network is inside the graph.</summary>
    /// <param name="pixels">Pinned; read in place by each run, where the split says so.</param>
    /// <exception cref="ModelException">It cannot be compiled, opened or run.</exception>
    public static BoundNetwork Deployed(ModelPackage package, DeployedSplit split, byte[] pixels, RuntimeOptions options)
    {
        var manifest = package.Manifest;
        var graph = new ModelCompiler(package, options.Compiled, options.Provider).Deploy(split);
        return Bind(new BoundSession(graph.Path, options, package), session =>
        {
            if (split.Pixels) session.BindInput(ModelCompiler.Pixels, pixels, 1, manifest.Input.Height, manifest.Input.Width, 3);
            var floats = split.Pixels ? null : BindFloats(session, manifest.Input);
            return new BoundNetwork(session, floats, () => split.Classes ? Made(session, manifest) : Scores(session, manifest));
        });
    }

    /// <param name="outputs">0 or 1: the set that is filled. Two runs that take turns leave the scores of each to be read during the other.</param>
    public void Run(int outputs = 0)
    {
        if (outputs > 0) _others ??= _bind();
        _session.Run(outputs);
    }

    /// <summary>Those that read a set of outputs which was filled once.</summary>
    public IReadOnlyList<IHeadReader> HeadsOf(int outputs) => outputs == 0 ? Heads : _others!;

    public void Dispose() => _session.Dispose();

    private static BoundNetwork Bind(BoundSession session, Func<BoundSession, BoundNetwork> bind)
    {
        try
        {
            return bind(session);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static float[] BindFloats(BoundSession session, ModelInput input)
    {
        var floats = GC.AllocateArray<float>(3 * input.Height * input.Width, pinned: true);
        session.BindInput(input.Name, floats, input.ShapeOf(1));
        return floats;
    }

    private static IScoredHead[] Scores(BoundSession session, ModelManifest manifest) =>
        ScoredHeads.Bind(session, manifest, [.. Enumerable.Range(0, manifest.Heads.Count)]);

    private static DeployedHead[] Made(BoundSession session, ModelManifest manifest)
    {
        string[] names = [.. manifest.Heads.SelectMany(h => DeployedHead.Parts.Select(part => DeployedHead.NameOf(part, h))).Where(session.Has)];
        var outputs = session.BindOutputs(names).ToDictionary(o => o.Name);
        return [.. manifest.Heads.Select(h => new DeployedHead(h, outputs))];
    }
}
