using SegEdge.Camera;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Models;
using SegEdge.EdgeHost.Security;
using SegEdge.Explain;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Flags;
using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Privacy;

namespace SegEdge.EdgeHost;

/// <summary>Opens a model with all that belongs to it, at the start as while the device runs.</summary>
internal static class ServingModels
{
    /// <summary>Its files, once the signature that the settings ask for was verified.</summary>
    /// <param name="path">Instead of Model:Path.</param>
    /// <exception cref="ModelException">Missing, changed, not signed as it must be, or older than what has run here.</exception>
    /// <exception cref="UsageException">A key of Model:Trust cannot be used.</exception>
    public static ModelPackage Load(ModelOptions options, string path)
    {
        var package = new ModelCatalog().Open(path, TrustedKeys.Of(options.Trust));
        if (options.Trust.RequireSignature) TrustedKeys.Revisions.Check(package.Seal!);
        return package;
    }

    /// <summary>On the best provider that proves itself.</summary>
    /// <exception cref="ModelException">Every problem.</exception>
    /// <exception cref="Pipeline.Engines.EngineMissingException">TensorRT is required, and its engine must be built first.</exception>
    public static ServingModel Open(ModelPackage package, SegEdgeOptions options)
    {
        package = Fitted(package, options);
        var problems = new List<string>();
        var policy = Try(() => new FlagPolicy(options.EffectiveFlags, package.Manifest), problems);
        var privacy = Try(() => new PrivateAreas(options.Privacy, package.Manifest), problems);
        SegmentationModel? model = null;
        ExplanationLane? lane = null;
        try
        {
            model = Try(() => ProviderLadder.Open(package, options.Model.Runtime), problems);
            // Explanations run where the frames do: what failed there will not serve here.
            if (model is not null && options.Explain.Enabled) lane = Try(() => WarmLane(package, options, model.Provider.Name), problems);
            if (problems.Count == 0) return new ServingModel(model!, policy!, lane, privacy);
        }
        catch
        {
            Drop();
            throw;
        }
        Drop();
        throw new ModelException(problems);

        void Drop()
        {
            lane?.Dispose();
            model?.Dispose();
        }
    }

    /// <summary>At the size that the configured camera's pictures ask for, where the manifest leaves it open.</summary>
    public static ModelPackage Fitted(ModelPackage package, SegEdgeOptions options) => package.FittedTo(new PictureSize(options.Camera.Width, options.Camera.Height));

    private static ExplanationLane WarmLane(ModelPackage package, SegEdgeOptions options, string provider)
    {
        var runtime = options.Model.Runtime with { Provider = provider };
        var lane = new ExplanationLane(package, runtime, ExplanationLane.OptionsOf(options.Explain), TimeProvider.System, options.Explain.Streaming);
        try
        {
            lane.WarmUp();
            return lane;
        }
        catch
        {
            lane.Dispose();
            throw;
        }
    }

    private static T? Try<T>(Func<T> open, List<string> problems) where T : class
    {
        try
        {
            return open();
        }
        catch (Exception e) when (e is ModelException or ExplainException)
        {
            problems.AddRange(e is ModelException model ? model.Problems : [e.Message]);
            return null;
        }
    }
}
