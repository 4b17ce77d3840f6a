using System.Numerics;
using System.Numerics.Tensors;
using SegEdge.Explain;
using SegEdge.Pipeline.Decoding;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline;

/// <summary>One head's scores, valid until the next run.</summary>
internal sealed class DecodedHead : IBlendableHead
{
    private readonly Func<float[]> _read;
    private readonly IHeadDecoder _decoder;

    public DecodedHead(ModelManifest manifest, int index, BoundTensor tensor)
    {
        _read = tensor.Values switch
        {
            float[] floats => () => floats,
            long[] indices => Converted(indices),
            int[] indices => Converted(indices),
            var bytes => Converted((byte[])bytes),
        };
        var head = manifest.Heads[index];
        Tensor = HeadDecoders.Describe(head, head.KindIn(manifest.Task), tensor.Shape, manifest.Input.Layout);
        _decoder = HeadDecoders.For(head, Tensor);
    }

    public ScoreTensor Tensor { get; }

    /// <summary>As the model gave them.</summary>
    public ReadOnlySpan<float> Scores => _read();

    public ClassMap NewMap() => HeadDecoders.MapFor(Tensor);

    public bool TryRead(ClassMap map) => _decoder.TryDecode(_read(), map);

    public void CopyScores(Span<float> scores) => _read().CopyTo(scores);

    public ClassMap? MapOfScores() => NewMap() is var map && TryRead(map) ? map : null;

    private static Func<float[]> Converted<T>(T[] values) where T : unmanaged, INumberBase<T>
    {
        var floats = new float[values.Length];
        return () =>
        {
            TensorPrimitives.ConvertTruncating<T, float>(values, floats);
            return floats;
        };
    }
}
