namespace SegEdge.Explain;

/// <summary>A network one of whose layers can be hidden place by place; it needs no gradient. Not thread-safe: one lane owns it.</summary>
public interface IMaskedLayerGraph
{
    /// <summary>Name of the value in the model file.</summary>
    string Layer { get; }

    /// <summary>Places of the layer from top to bottom. It lies over the whole model input.</summary>
    int Height { get; }

    /// <summary>The same from left to right.</summary>
    int Width { get; }

    /// <summary>One forward pass.</summary>
    /// <param name="picture">Normalised, in the network's layout.</param>
    /// <param name="mask">[Height, Width]: what each place of the layer is multiplied by, in all channels.</param>
    /// <param name="scores">Receives the head's scores, as <see cref="IGraphRunner.Run"/> gives them.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    void Run(ReadOnlySpan<float> picture, ReadOnlySpan<float> mask, Span<float> scores);
}
