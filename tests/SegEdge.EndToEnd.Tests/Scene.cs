using OpenCvSharp;

namespace SegEdge.EndToEnd.Tests;

/// <summary>A camera picture with its class map; drawn, or real from the shared data.</summary>
/// <param name="Indices">Class of each mask pixel, rows from the top.</param>
public sealed record Scene(int Width, int Height, byte[] Jpeg, byte[] Thumb, byte[] Indices, int MaskWidth, int MaskHeight, Rect Thing)
{
    public byte[] Mask { get; } = SamplePng.Encode(Indices, MaskWidth, MaskHeight, SceneClasses.Palette);

    public double Area(int index) => Indices.Count(i => i == index) / (double)Indices.Length;

    /// <summary>A road under a sky with one car that moves with <paramref name="step"/>.</summary>
    public static Scene Drawn(int step)
    {
        const int width = 640, height = 360;
        using var picture = new Mat(height, width, MatType.CV_8UC3, new Scalar(214, 188, 150));
        using var classes = new Mat(height, width, MatType.CV_8UC1, new Scalar(SceneClasses.Sky));
        Point[] road = [new(0, height), new(width, height), new(width * 6 / 10, height / 2), new(width * 4 / 10, height / 2)];
        Cv2.Rectangle(picture, new Rect(0, (height / 2) - 60, width, 60), new Scalar(70, 110, 74), -1);
        Cv2.Rectangle(classes, new Rect(0, (height / 2) - 60, width, 60), new Scalar(SceneClasses.Tree), -1);
        Cv2.FillConvexPoly(picture, road, new Scalar(92, 88, 86));
        Cv2.FillConvexPoly(classes, road, new Scalar(SceneClasses.Road));
        var car = new Rect(120 + (step * 11 % 360), (height / 2) + 20, 120, 70);
        Cv2.Rectangle(picture, car, new Scalar(60, 60, 190), -1);
        Cv2.Rectangle(classes, car, new Scalar(SceneClasses.Car), -1);
        return Of(picture, classes, car);
    }

    /// <summary>One real picture of CamVid's test set with its labels as the mask.</summary>
    public static Scene CamVid(string folder, string name)
    {
        using var picture = Cv2.ImRead(Path.Combine(folder, "test", name + ".jpg"));
        using var classes = Cv2.ImRead(Path.Combine(folder, "testannot", name + ".png"), ImreadModes.Grayscale);
        return Of(picture, classes, Largest(classes, [SceneClasses.Pedestrian, SceneClasses.Car, SceneClasses.Road]));
    }

    private static Scene Of(Mat picture, Mat classes, Rect thing)
    {
        using var half = classes.Resize(new Size(classes.Width / 2, classes.Height / 2), 0, 0, InterpolationFlags.Nearest);
        using var thumb = picture.Resize(new Size(320, 320 * picture.Height / picture.Width), 0, 0, InterpolationFlags.Area);
        half.GetArray(out byte[] indices);
        return new Scene(picture.Width, picture.Height, picture.ImEncode(".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, 82)),
            thumb.ImEncode(".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, 80)), indices, half.Width, half.Height, thing);
    }

    private static Rect Largest(Mat classes, byte[] wanted)
    {
        foreach (var index in wanted)
        {
            using var ofClass = new Mat();
            Cv2.InRange(classes, new Scalar(index), new Scalar(index), ofClass);
            Cv2.FindContours(ofClass, out var contours, out _, RetrievalModes.External, ContourApproximationModes.ApproxSimple);
            var best = contours.MaxBy(c => Cv2.ContourArea(c));
            if (best is not null && Cv2.ContourArea(best) > 200) return Cv2.BoundingRect(best);
        }
        return new Rect(0, 0, classes.Width, classes.Height);
    }
}
