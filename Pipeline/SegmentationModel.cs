using System.Diagnostics;
using SegEdge.Camera;
using SegEdge.Pipeline.Decoding;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline;

/// <summary>A loaded model that turns frames into class maps. One thread owns it.</summary>
public sealed class SegmentationModel : IDisposable
{
    private readonly BoundSession _session;
    private readonly PicturePreparation _preparation;
    private readonly IHeadDecoder[] _decoders;

    /// <exception cref="ModelException">The file cannot be loaded, or the manifest disagrees with it; all reasons listed.</exception>
    public SegmentationModel(ModelPackage package, RuntimeOptions options)
    {
        Package = package;
        _session = new BoundSession(package, options);
        _preparation = new PicturePreparation(Manifest.Input);
        var scores = _session.Outputs.Select(o => HeadDecoders.Describe(o, Manifest.Input.Layout)).ToArray();
        _decoders = [.. _session.Outputs.Zip(scores, HeadDecoders.For)];
        Maps = new SegmentationPool(() => [.. scores.Select(HeadDecoders.MapFor)]);
    }

    public ModelPackage Package { get; }

    public ModelManifest Manifest => Package.Manifest;

    public ProviderChoice Provider => _session.Provider;

    /// <summary>Where this model's class maps are rented.</summary>
    public SegmentationPool Maps { get; }

    /// <summary>The preprocessed picture of the last call, in the manifest's layout: what the network saw.</summary>
    public ReadOnlySpan<float> LastInput => _session.Input;

    /// <summary>One pass over one frame.</summary>
    /// <param name="into">Rented from <see cref="Maps"/>; filled, and kept by the caller.</param>
    /// <param name="timings">How long each part took.</param>
    /// <returns>Where the picture lay in the model's input; null if the scores held NaN or infinity, and the maps must not be used.</returns>
    public Letterbox? Segment(Frame frame, Segmentation into, out SegmentationTimings timings)
    {
        var start = Stopwatch.GetTimestamp();
        var letterbox = _preparation.Prepare(frame, _session.Input);
        var prepared = Stopwatch.GetTimestamp();
        _session.Run();
        var ran = Stopwatch.GetTimestamp();
        var usable = true;
        for (var i = 0; i < _decoders.Length; i++) usable &= _decoders[i].TryDecode(_session.Outputs[i].Read(), into.Heads[i]);
        timings = new SegmentationTimings(
            Stopwatch.GetElapsedTime(start, prepared), Stopwatch.GetElapsedTime(prepared, ran), Stopwatch.GetElapsedTime(ran));
        return usable ? letterbox : null;
    }

    public void Dispose()
    {
        _preparation.Dispose();
        _session.Dispose();
    }
}
