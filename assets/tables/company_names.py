"""What companies are called: industries, the words that name them, and legal forms by locale."""

from __future__ import annotations

from dataclasses import dataclass

INDUSTRIES = (
    "Banking", "Construction", "Consulting", "Education", "Energy", "Fashion", "Food",
    "Health Care", "Insurance", "Logistics", "Manufacturing", "Media", "Pharmaceuticals",
    "Real Estate", "Retail", "Software", "Telecommunications", "Tourism",
)  # fmt: skip

_WORDS = {
    "en": "Capital, Construction, Consulting, Learning, Energy, Fashion, Foods, Health, Insurance, "
          "Logistics, Manufacturing, Media, Pharma, Properties, Retail, Software, Telecom, Travel",
    "de": "Finanz, Bau, Beratung, Bildung, Energie, Mode, Lebensmittel, Gesundheit, "
          "Versicherungen, Logistik, Maschinenbau, Medien, Pharma, Immobilien, Handel, Software, "
          "Telekommunikation, Reisen",
    "fr": "Finance, Construction, Conseil, Formation, Énergie, Mode, Alimentation, Santé, "
          "Assurances, Logistique, Industrie, Médias, Pharma, Immobilier, Distribution, Logiciels, "
          "Télécom, Voyages",
    "es": "Finanzas, Construcciones, Consultores, Formación, Energía, Moda, Alimentación, Salud, "
          "Seguros, Logística, Industrias, Medios, Farma, Inmobiliaria, Comercial, Software, "
          "Telecomunicaciones, Viajes",
    "it": "Finanza, Costruzioni, Consulenza, Formazione, Energia, Moda, Alimentari, Salute, "
          "Assicurazioni, Logistica, Industrie, Media, Farmaceutici, Immobiliare, Commercio, "
          "Software, Telecomunicazioni, Viaggi",
    "nl": "Financiën, Bouw, Advies, Opleidingen, Energie, Mode, Voeding, Zorg, Verzekeringen, "
          "Logistiek, Techniek, Media, Farma, Vastgoed, Handel, Software, Telecom, Reizen",
    "pl": "Finanse, Budownictwo, Doradztwo, Edukacja, Energia, Moda, Żywność, Zdrowie, "
          "Ubezpieczenia, Logistyka, Produkcja, Media, Farmacja, Nieruchomości, Handel, Software, "
          "Telekom, Podróże",
    "pt": "Finanças, Construções, Consultoria, Educação, Energia, Moda, Alimentos, Saúde, Seguros, "
          "Logística, Indústria, Mídia, Farma, Imóveis, Comércio, Software, Telecom, Turismo",
    "ja": "金融, 建設, コンサルティング, 教育, エネルギー, ファッション, 食品, 医療, 保険, 物流, "
          "製造, メディア, 製薬, 不動産, 商事, ソフトウェア, 通信, 観光",
}  # fmt: skip
_LEGAL_FORMS = {
    "en_US": "Inc., LLC, Corp., Co.", "en_CA": "Inc., Ltd., Corp.", "en": "Ltd, plc, LLP",
    "de": "GmbH, AG, GmbH & Co. KG, KG", "fr": "SARL, SAS, SA", "es": "S.L., S.A.",
    "it": "S.r.l., S.p.A., S.n.c.", "nl": "B.V., N.V.", "pl": "sp. z o.o., S.A., sp. j.",
    "pt": "Ltda., S.A.", "ja": "株式会社, 合同会社",
}  # fmt: skip


@dataclass(frozen=True)
class CompanyForms:
    """``words`` stand for INDUSTRIES in the same order; ``host_words`` are the ASCII of them.

    Names are written ``legal_first`` as 株式会社佐藤建設, else as Meyer Bau GmbH.
    """

    words: tuple[str, ...]
    host_words: tuple[str, ...]
    legal_forms: tuple[str, ...]
    legal_first: bool


def company_forms(locale: str) -> CompanyForms:
    """The forms of a locale; English words and ``Ltd`` where it has none of its own."""
    language = locale[:2]
    words = _WORDS.get(language, _WORDS["en"]).split(", ")
    legal = _LEGAL_FORMS.get(locale) or _LEGAL_FORMS.get(language) or _LEGAL_FORMS["en"]
    is_japanese = language == "ja"
    hosts = _WORDS["en"].split(", ") if is_japanese else words
    return CompanyForms(tuple(words), tuple(hosts), tuple(legal.split(", ")), is_japanese)
