using System.Runtime.InteropServices;
using OpenCvSharp;
using SegEdge.Camera;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline;

/// <summary>The way of a camera picture into the network's input: resize (bilinear) to <see cref="Pixels"/>, then colour order, mean, std, scale,
/// layout, where the graph does not do that itself. Keeps its buffers; one thread owns it.</summary>
public sealed class PicturePreparation : IDisposable
{
    // Of cameras there are a few; a folder of pictures may have any number.
    private const int MostSizes = 16;

    private readonly ModelInput _input;
    private readonly Mat _resized;
    private readonly byte[] _pixels;
    private readonly float[][] _values;
    private readonly Dictionary<PictureSize, Placing> _known = [];
    private Placing? _last;

    public PicturePreparation(ModelInput input)
    {
        _input = input;
        _pixels = GC.AllocateArray<byte>(input.Width * input.Height * 3, pinned: true);
        _resized = Mat.FromPixelData(input.Height, input.Width, MatType.CV_8UC3, Marshal.UnsafeAddrOfPinnedArrayElement(_pixels, 0));
        _values = [.. Enumerable.Range(0, 3).Select(TableOf)];
    }

    /// <summary>The picture at the model's size: uint8 [H, W, 3], blue first, in one pinned array for good. Padding holds nothing of use.</summary>
    public byte[] Pixels => _pixels;

    /// <summary>Fills <see cref="Pixels"/> only.</summary>
    /// <returns>Where the picture lies in the input.</returns>
    public Letterbox Resize(Frame frame) => Resize(frame.PictureInput, frame.Size);

    /// <summary>Normalises one picture.</summary>
    /// <param name="tensor">Receives 3·H·W values in the manifest's layout; padding gets 0, which is the mean, or what the manifest says.</param>
    /// <returns>Where the picture lies in the input.</returns>
    public Letterbox Prepare(Frame frame, Span<float> tensor) => Fill(Resize(frame), tensor);

    /// <inheritdoc cref="Prepare(Frame, Span{float})"/>
    /// <param name="picture">uint8 BGR of any size.</param>
    public Letterbox Prepare(Mat picture, Span<float> tensor) => Fill(Resize(picture), tensor);

    public void Dispose()
    {
        Forget();
        _resized.Dispose();
    }

    /// <summary>Fills <see cref="Pixels"/> only.</summary>
    /// <param name="picture">uint8 BGR of any size.</param>
    internal Letterbox Resize(Mat picture)
    {
        using var input = InputArray.Create(picture);
        return Resize(input, new PictureSize(picture.Width, picture.Height));
    }

    /// <summary>Normalises what <see cref="Pixels"/> holds.</summary>
    /// <param name="content">The part that is a picture; the rest is padding.</param>
    internal void Normalise(Rect content, Span<float> tensor)
    {
        if (content.Width * content.Height < _input.Width * _input.Height) FillPadding(tensor);
        if (_input.Layout == TensorLayout.Nchw) FillPlanes(content, tensor);
        else FillPixels(content, tensor);
    }

    private Letterbox Fill(Letterbox letterbox, Span<float> tensor)
    {
        Normalise(letterbox.Content, tensor);
        return letterbox;
    }

    private Letterbox Resize(InputArray picture, PictureSize inCamera)
    {
        if (_last?.Letterbox.InCamera != inCamera) _last = PlacingOf(inCamera);
        Cv2.Resize(picture, _last.Content, _last.Content.Size());
        return _last.Letterbox;
    }

    // Cameras of different sizes come in turn, and none of their frames is to make anything anew.
    private Placing PlacingOf(PictureSize inCamera)
    {
        if (_known.TryGetValue(inCamera, out var known)) return known;
        if (_known.Count == MostSizes) Forget();
        var letterbox = Letterbox.For(inCamera, new PictureSize(_input.Width, _input.Height), _input.Resize);
        return _known[inCamera] = new Placing(letterbox, _resized.SubMat(letterbox.Content));
    }

    private void Forget()
    {
        foreach (var placing in _known.Values) placing.Content.Dispose();
        _known.Clear();
    }

    // 256 values a channel are computed once in double precision; the loop over pixels only looks them up.
    private float[] TableOf(int channel) =>
        [.. Enumerable.Range(0, 256).Select(v => (float)((v - (double)_input.Mean[channel]) / _input.Std[channel] * _input.Scale))];

    // Position of tensor channel c within a BGR pixel.
    private int Source(int channel) => _input.Color == ColorOrder.Rgb ? 2 - channel : channel;

    private void FillPadding(Span<float> tensor)
    {
        if (_input.Padding is not { } grey)
        {
            tensor.Clear();
            return;
        }
        var plane = _input.Width * _input.Height;
        for (var c = 0; c < 3; c++)
        {
            var value = (float)((grey - (double)_input.Mean[c]) / _input.Std[c] * _input.Scale);
            if (_input.Layout == TensorLayout.Nchw) tensor.Slice(c * plane, plane).Fill(value);
            else for (var i = c; i < tensor.Length; i += 3) tensor[i] = value;
        }
    }

    private void FillPlanes(Rect content, Span<float> tensor)
    {
        var plane = _input.Width * _input.Height;
        for (var c = 0; c < 3; c++)
        {
            var table = _values[c];
            for (var y = content.Top; y < content.Bottom; y++)
            {
                var row = _pixels.AsSpan((((y * _input.Width) + content.X) * 3) + Source(c));
                var into = tensor.Slice((c * plane) + (y * _input.Width) + content.X, content.Width);
                for (var x = 0; x < into.Length; x++) into[x] = table[row[x * 3]];
            }
        }
    }

    private void FillPixels(Rect content, Span<float> tensor)
    {
        for (var y = content.Top; y < content.Bottom; y++)
        {
            var offset = ((y * _input.Width) + content.X) * 3;
            var row = _pixels.AsSpan(offset, content.Width * 3);
            var into = tensor.Slice(offset, row.Length);
            for (var x = 0; x < row.Length; x += 3)
                for (var c = 0; c < 3; c++) into[x + c] = _values[c][row[x + Source(c)]];
        }
    }

    /// <param name="Content">The part of the resized picture that shows the camera's.</param>
    private sealed record Placing(Letterbox Letterbox, Mat Content);
}
