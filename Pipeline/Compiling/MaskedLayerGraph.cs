using SegEdge.Explain;
using SegEdge.Pipeline.Decoding;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Compiling;

/// <summary>One head's scores under a mask on a layer. One thread owns it.</summary>
public sealed class MaskedLayerGraph : IMaskedLayerGraph, IDisposable
{
    private readonly BoundSession _session;
    private readonly IScoredHead _head;
    private readonly float[] _picture, _mask;

    /// <param name="layer">Null: the compiler's rule.</param>
    /// <exception cref="ModelException">It cannot be compiled or opened; the reason names the node.</exception>
    public MaskedLayerGraph(ModelPackage package, int head, string? layer, RuntimeOptions options)
    {
        var (manifest, input) = (package.Manifest, package.Manifest.Input);
        var compiler = new ModelCompiler(package, options.Compiled, options.Provider);
        Layer = layer ?? compiler.ActivationLayerOf(head);
        _session = new BoundSession(compiler.MaskedLayer(head, Layer).Path, options);
        try
        {
            var sides = _session.Signature.Inputs.Single(i => i.Name == ModelCompiler.Mask).Dimensions;
            (Height, Width) = (sides[2], sides[3]);
            _picture = GC.AllocateArray<float>(3 * input.Height * input.Width, pinned: true);
            _mask = GC.AllocateArray<float>(Height * Width, pinned: true);
            _session.BindInput(input.Name, _picture, input.ShapeOf(1));
            _session.BindInput(ModelCompiler.Mask, _mask, 1, 1, Height, Width);
            _head = ScoredHeads.Bind(_session, manifest, head)[0];
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    public string Layer { get; }

    public int Height { get; }

    public int Width { get; }

    public void Run(ReadOnlySpan<float> picture, ReadOnlySpan<float> mask, Span<float> scores)
    {
        QuestionTensors.Require(nameof(picture), picture.Length, _picture.Length);
        QuestionTensors.Require(nameof(mask), mask.Length, _mask.Length);
        QuestionTensors.Require(nameof(scores), scores.Length, _head.Tensor.Length);
        picture.CopyTo(_picture);
        mask.CopyTo(_mask);
        _session.Run();
        _head.CopyScores(scores);
    }

    public void Dispose() => _session.Dispose();
}
