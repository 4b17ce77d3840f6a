using System.Buffers;
using OpenCvSharp;
using SegEdge.Camera;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline;

/// <summary>Where the camera's picture lies in the model's input, and the way back. Coordinates are of pixel edges:
/// x runs from 0 to the width.</summary>
/// <param name="Content">The picture's rectangle in the model's input, in model pixels; the rest, if any, is padding.</param>
public sealed record Letterbox(PictureSize InCamera, PictureSize InModel, Rect Content)
{
    public static Letterbox For(PictureSize inCamera, PictureSize inModel, ResizeMode mode)
    {
        if (mode == ResizeMode.Stretch) return new(inCamera, inModel, new Rect(0, 0, inModel.Width, inModel.Height));

        var scale = Math.Min((double)inModel.Width / inCamera.Width, (double)inModel.Height / inCamera.Height);
        int width = Math.Clamp((int)Math.Round(inCamera.Width * scale), 1, inModel.Width);
        int height = Math.Clamp((int)Math.Round(inCamera.Height * scale), 1, inModel.Height);
        return new(inCamera, inModel, new Rect((inModel.Width - width) / 2, (inModel.Height - height) / 2, width, height));
    }

    public Point2d MapToModel(Point2d inCamera) => new(
        Content.X + (inCamera.X * Content.Width / InCamera.Width),
        Content.Y + (inCamera.Y * Content.Height / InCamera.Height));

    public Point2d MapToCamera(Point2d inModel) => new(
        (inModel.X - Content.X) * InCamera.Width / Content.Width,
        (inModel.Y - Content.Y) * InCamera.Height / Content.Height);

    /// <summary>A rectangle of a class map in camera pixels, cut to the picture.</summary>
    public Rect MapToCamera(Rect inMap, PictureSize map)
    {
        var content = ContentIn(map);
        int x0 = X(inMap.Left), x1 = X(inMap.Right), y0 = Y(inMap.Top), y1 = Y(inMap.Bottom);
        return new Rect(x0, y0, x1 - x0, y1 - y0);

        int X(int x) => (int)Math.Clamp(Math.Round((double)(x - content.X) * InCamera.Width / content.Width), 0, InCamera.Width);
        int Y(int y) => (int)Math.Clamp(Math.Round((double)(y - content.Y) * InCamera.Height / content.Height), 0, InCamera.Height);
    }

    /// <summary>The content's rectangle in an output of another resolution than the input's.</summary>
    public Rect ContentIn(PictureSize output)
    {
        int x0 = Scale(Content.X, output.Width, InModel.Width), x1 = Scale(Content.Right, output.Width, InModel.Width);
        int y0 = Scale(Content.Y, output.Height, InModel.Height), y1 = Scale(Content.Bottom, output.Height, InModel.Height);
        return new Rect(x0, y0, Math.Max(1, x1 - x0), Math.Max(1, y1 - y0));

        static int Scale(int value, int to, int from) => (int)Math.Round((double)value * to / from);
    }

    /// <summary>Which row and which column of a class map each camera pixel is of.</summary>
    internal (NearestAxis Rows, NearestAxis Columns) AxesIn(PictureSize map)
    {
        var content = ContentIn(map);
        return (new(content.Y, content.Height, InCamera.Height), new(content.X, content.Width, InCamera.Width));
    }

    /// <summary>A class map at the camera's resolution: for each camera pixel the class of the nearest map pixel.</summary>
    /// <param name="inCamera">Receives [height, width] bytes of the camera's size.</param>
    public void MapToCamera(ClassMap map, Span<byte> inCamera)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inCamera.Length, InCamera.Pixels, nameof(inCamera));
        var (rows, columns) = AxesIn(map.Size);
        var width = InCamera.Width;
        var column = ArrayPool<int>.Shared.Rent(width);
        for (var x = 0; x < width; x++) column[x] = columns[x];
        for (int y = 0, above = -1; y < InCamera.Height; y++)
        {
            var target = inCamera.Slice(y * width, width);
            var row = rows[y];
            if (row == above) inCamera.Slice((y - 1) * width, width).CopyTo(target);
            else Pick(map.Classes.Slice(row * map.Size.Width, map.Size.Width), column.AsSpan(0, width), target);
            above = row;
        }
        ArrayPool<int>.Shared.Return(column);
    }

    private static void Pick(ReadOnlySpan<byte> from, ReadOnlySpan<int> at, Span<byte> to)
    {
        for (var x = 0; x < to.Length; x++) to[x] = from[at[x]];
    }
}
