using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Sinks;

/// <summary>The encoder of the model whose frames come: a swapped model has colours of its own. One thread uses it.</summary>
internal sealed class MaskEncoders
{
    private (ModelManifest Manifest, MaskEncoder Encoder)? _last;

    public MaskEncoder For(ModelManifest manifest)
    {
        if (_last is not { } last || !ReferenceEquals(last.Manifest, manifest)) _last = last = (manifest, new MaskEncoder(manifest));
        return last.Encoder;
    }
}
