using System.Globalization;

namespace ImageAutomation.Languages.GoTemplates.Functions;

/// <summary>Reads a time by a layout of Go; without a zone it is UTC.</summary>
internal sealed class TimeParser
{
    private readonly string text;
    private int at;
    private int year;
    private int month = -1;
    private int day = -1;
    private int dayOfYear = -1;
    private int hour;
    private int minute;
    private int second;
    private int nanosecond;
    private bool isPm;
    private bool isAm;
    private int? offset;
    private string zone = "";

    private TimeParser(string text) => this.text = text;

    /// <summary>Reads a text; null when it does not follow the layout or names no date.</summary>
    public static GoTime? Parse(string layout, string text)
    {
        var parser = new TimeParser(text);
        var parts = TimeLayout.Cut(layout).ToArray();
        for (var i = 0; i < parts.Length; i++)
        {
            var nextIsFraction = i + 1 < parts.Length && parts[i + 1] is { IsField: true, Text: ['.' or ',', ..] };
            if (parts[i].IsField ? !parser.Field(parts[i].Text, nextIsFraction) : !parser.Literal(parts[i].Text)) return null;
        }

        return parser.at == text.Length ? parser.Finish() : null;
    }

    private GoTime? Finish()
    {
        if (isPm && hour < 12) hour += 12;
        if (isAm && hour == 12) hour = 0;
        if (dayOfYear >= 0)
        {
            if (year is < 1 or > 9999 || dayOfYear < 1 || dayOfYear > (DateTime.IsLeapYear(year) ? 366 : 365)) return null;
            var date = new DateTime(year, 1, 1).AddDays(dayOfYear - 1);
            if ((month >= 0 && month != date.Month) || (day >= 0 && day != date.Day)) return null;
            (month, day) = (date.Month, date.Day);
        }

        if (month < 0) month = 1;
        if (day < 0) day = 1;
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return null;
        var local = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified).AddTicks(nanosecond / 100);
        var name = zone.Length > 0 ? zone : offset is null or 0 ? "UTC" : "";
        return new GoTime(local, nanosecond % 100, offset ?? 0, name);
    }

    private bool Literal(string expected)
    {
        foreach (var c in expected)
        {
            if (c == ' ')
            {
                while (at < text.Length && text[at] == ' ') at++;
                continue;
            }

            if (at >= text.Length || text[at] != c) return false;
            at++;
        }

        return true;
    }

    private bool Field(string field, bool fractionFollows)
    {
        switch (field)
        {
            case "2006": return Digits(4, 4, out year);
            case "06":
                var read = Digits(2, 2, out year);
                year += year >= 69 ? 1900 : 2000;
                return read;
            case "January": return Name(CultureInfo.InvariantCulture.DateTimeFormat.MonthNames, 99, out month);
            case "Jan": return Name(CultureInfo.InvariantCulture.DateTimeFormat.MonthNames, 3, out month);
            case "1": return Digits(1, 2, out month);
            case "01": return Digits(2, 2, out month);
            case "Monday": return Name(CultureInfo.InvariantCulture.DateTimeFormat.DayNames, 99, out _);
            case "Mon": return Name(CultureInfo.InvariantCulture.DateTimeFormat.DayNames, 3, out _);
            case "_2":
                if (at < text.Length && text[at] == ' ') at++;
                return Digits(1, 2, out day);
            case "2": return Digits(1, 2, out day);
            case "02": return Digits(2, 2, out day);
            case "002": return Digits(3, 3, out dayOfYear);
            case "__2":
                while (at < text.Length && text[at] == ' ') at++;
                return Digits(1, 3, out dayOfYear);
            case "15": return Digits(1, 2, out hour) && hour < 24;
            case "3": return Digits(1, 2, out hour) && hour <= 12;
            case "03": return Digits(2, 2, out hour) && hour <= 12;
            case "4": return Digits(1, 2, out minute) && minute < 60;
            case "04": return Digits(2, 2, out minute) && minute < 60;
            case "5" or "05":
                if (!Digits(field.Length, 2, out second) || second >= 60) return false;
                return fractionFollows || Fraction(required: false);   // a fraction is read even where the layout has none
            case "PM" or "pm":
                var half = at + 2 <= text.Length ? text[at..(at + 2)] : "";
                isPm = half is "PM" or "pm";
                isAm = half is "AM" or "am";
                at += 2;
                return isPm || isAm;
            case "MST": return ZoneName();
            default:
                if (field[0] is '.' or ',') return Fraction(required: field[1] == '0', digits: field[1] == '0' ? field.Length - 1 : null);
                return Offset(field);
        }
    }

    private bool Fraction(bool required, int? digits = null)
    {
        if (at + 1 >= text.Length || text[at] is not ('.' or ',') || !char.IsAsciiDigit(text[at + 1])) return !required;
        var end = at + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        var fraction = text[(at + 1)..end];
        if (digits is { } wanted && fraction.Length != wanted) return false;
        nanosecond = int.Parse(fraction.PadRight(9, '0')[..9], CultureInfo.InvariantCulture);
        at = end;
        return true;
    }

    private bool Digits(int least, int most, out int value)
    {
        var end = at;
        while (end < text.Length && end - at < most && char.IsAsciiDigit(text[end])) end++;
        value = 0;
        if (end - at < least) return false;
        value = int.Parse(text.AsSpan(at, end - at), CultureInfo.InvariantCulture);
        at = end;
        return true;
    }

    private bool Name(string[] names, int length, out int number)
    {
        for (var i = 0; i < names.Length; i++)
        {
            var name = names[i][..Math.Min(length, names[i].Length)];
            if (name.Length == 0 || string.Compare(text, at, name, 0, name.Length, StringComparison.OrdinalIgnoreCase) != 0) continue;
            at += name.Length;
            number = i + 1;
            return true;
        }

        number = 0;
        return false;
    }

    private bool ZoneName()
    {
        var end = at;
        while (end < text.Length && end - at < 5 && char.IsAsciiLetterUpper(text[end])) end++;
        if (end - at < 3) return false;
        zone = text[at..end];
        at = end;
        return true;
    }

    private bool Offset(string field)
    {
        if (field[0] == 'Z' && at < text.Length && text[at] == 'Z')
        {
            at++;
            offset = 0;
            return true;
        }

        var form = field.Replace('Z', '-');
        if (at + form.Length > text.Length || text[at] is not ('+' or '-')) return false;
        var digits = "";
        for (var i = 1; i < form.Length; i++)
        {
            var c = text[at + i];
            if (form[i] == ':' ? c != ':' : !char.IsAsciiDigit(c)) return false;
            if (c != ':') digits += c;
        }

        digits = digits.PadRight(6, '0');
        var (hours, minutes, seconds) = (int.Parse(digits[..2], CultureInfo.InvariantCulture),
            int.Parse(digits[2..4], CultureInfo.InvariantCulture), int.Parse(digits[4..6], CultureInfo.InvariantCulture));
        if (hours > 24 || minutes >= 60 || seconds >= 60) return false;
        offset = ((hours * 3600) + (minutes * 60) + seconds) * (text[at] == '-' ? -1 : 1);
        at += form.Length;
        return true;
    }
}
